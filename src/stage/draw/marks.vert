#version 300 es
layout(location=0) in vec4 way;
layout(location=1) in vec4 time;
layout(location=2) in float mark;
uniform vec2 now;
uniform vec4 view;
flat out float kind;
void main(){
float age=(now.x-time.x)*65536.+(now.y-time.y);
float t=time.z>0.?clamp(age/time.z,0.,1.):1.;
vec2 at=mix(way.xy,way.zw,t*t*(3.-2.*t))*view.xy;
gl_Position=age>=0.&&age<time.w?vec4(at.x-1.,1.-at.y,0.,1.):vec4(2.,2.,2.,1.);
gl_PointSize=view.z;
kind=mark;
}
