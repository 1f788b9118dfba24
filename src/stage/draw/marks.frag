precision highp float;
uniform vec4 view;
flat in vec4 ink;
flat in vec4 paper;
flat in vec4 lock;
flat in float kind;
flat in float side;
out vec4 color;
float cover(float d){return clamp(.5-d*view.w,0.,1.);}
void main(){
vec2 p=(gl_PointCoord-.5)*side,q=abs(p);
float r=length(p),m=(q.x+q.y)*.7071;
float d=kind==1.?m-7.42:kind==3.?max(m-9.,abs(q.x-q.y)*.7071-1.8):r-8.5;
vec4 c=mix(paper,ink,cover(5.5-r));
#ifdef LOCKS
if(lock.a>=0.)c=mix(c,lock,cover(min(max(q.x-3.,abs(p.y-1.5)-2.1),abs(length(p+vec2(0.,.8))-1.9)-.6)));
#endif
color=c*cover(d);
}
