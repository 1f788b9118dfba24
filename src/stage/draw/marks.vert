layout(location=0) in vec4 way;
layout(location=1) in vec4 time;
layout(location=2) in float mark;
uniform vec2 now;
uniform vec4 view;
uniform vec4 palette[5];
flat out vec4 ink;
flat out float paper;
flat out vec3 edge;
flat out vec3 hole;
#ifdef LOCKS
flat out vec4 lock;
flat out float side;
#else
float side;
#endif
void main(){
float age=(now.x-time.x)*65536.+(now.y-time.y);
gl_Position=vec4(2.,2.,2.,1.);
gl_PointSize=1.;
if(age<0.||age>=time.w)return;
float t=time.z>0.?clamp(age/time.z,0.,1.):1.;
t=t*t*(3.-2.*t);
vec2 at=mix(way.xy,way.zw,vec2(t*(1.5+t*(t-1.5)),t*t*(3.-2.*t)))*view.xy;
gl_Position=vec4(at.x-1.,1.-at.y,0.,1.);
int k=int(mark)&3;
side=(k==1?21.:17.)+1./view.w;
#ifdef LOCKS
if(mark==4.)side=31.;
#endif
gl_PointSize=side*view.w;
ink=palette[k];
paper=k==2?1.:0.;
edge=view.w*(k==1?vec3(110.11,-1.,-2.)/29.68:k==3?vec3(162.,-1.,-2.)/36.:vec3(72.25,-1.,0.)/17.);
hole=view.w*(k==2?vec3(-30.25,1.,0.)/11.:k==3?vec3(6.48,-1.,2.)/7.2:vec3(9.,0.,0.));
edge=edge*vec3(1.,side*side,side*side)+vec3(.5,0.,0.);
hole=hole*vec3(1.,side*side,side*side)+vec3(.5,0.,0.);
#ifdef LOCKS
lock=mark<4.?vec4(-1.):k==2?ink:palette[4];
#endif
}
