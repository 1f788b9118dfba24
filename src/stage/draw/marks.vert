#version 300 es
layout(location=0) in vec4 way;
layout(location=1) in vec4 time;
layout(location=2) in float mark;
uniform vec2 now;
uniform vec4 view;
uniform sampler2D palette;
flat out vec4 ink;
flat out vec4 paper;
flat out vec4 lock;
flat out float kind;
flat out float side;
vec4 paint(int i){vec4 c=texelFetch(palette,ivec2(i,0),0);return vec4(c.rgb*c.a,c.a);}
void main(){
float age=(now.x-time.x)*65536.+(now.y-time.y);
float t=time.z>0.?clamp(age/time.z,0.,1.):1.;
vec2 at=mix(way.xy,way.zw,t*t*(3.-2.*t))*view.xy;
gl_Position=age>=0.&&age<time.w?vec4(at.x-1.,1.-at.y,0.,1.):vec4(2.,2.,2.,1.);
int k=int(mark)&3;
kind=float(k);
side=(k==1?21.:17.)+1.5/view.w;
gl_PointSize=side*view.w;
ink=paint(k);
vec4 ground=paint(4);
paper=k==2?ground:ink;
lock=mark<3.5?vec4(-1.):k==2?ink:ground;
}
