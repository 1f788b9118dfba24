layout(location=0) in vec4 way;
layout(location=1) in vec4 time;
layout(location=2) in float mark;
uniform vec2 now;
uniform vec4 view;
uniform sampler2D palette;
flat out vec4 ink;
flat out vec2 shape;
void main(){
float age=(now.x-time.x)*65536.+(now.y-time.y);
gl_Position=vec4(2.,2.,2.,1.);
gl_PointSize=1.;
if(age<0.||age>=time.w)return;
float t=time.z>0.?clamp(age/time.z,0.,1.):1.;
vec2 at=mix(way.xy,way.zw,t*t*(3.-2.*t))*view.xy;
gl_Position=vec4(at.x-1.,1.-at.y,0.,1.);
int k=int(mark)&3;
#ifdef LOCKS
shape.x=mark;
#else
shape.x=float(k);
#endif
shape.y=(k==1?21.:17.)+1./view.w;
gl_PointSize=shape.y*view.w;
ink=texelFetch(palette,ivec2(k,0),0);
ink.rgb*=ink.a;
}
