precision highp float;
uniform vec4 view;
uniform sampler2D palette;
flat in vec4 ink;
flat in vec2 shape;
out vec4 color;
float cover(float d){return clamp(.5-d*view.w,0.,1.);}
void main(){
vec2 p=(gl_PointCoord-.5)*shape.y;
// Most marks are plain dots: they skip what only the others need, and near the edge do without the root.
if(shape.x==0.){color=ink*clamp(.5+(72.25-dot(p,p))*view.w*.0588,0.,1.);return;}
vec2 q=abs(p);
float r=length(p),m=(q.x+q.y)*.7071,kind=mod(shape.x,4.);
vec4 ground=texelFetch(palette,ivec2(4,0),0);
ground.rgb*=ground.a;
vec4 c=kind==2.?mix(ground,ink,cover(5.5-r)):ink;
#ifdef LOCKS
if(shape.x>3.5)c=mix(c,kind==2.?ink:ground,cover(min(max(q.x-3.,abs(p.y-1.5)-2.1),abs(length(p+vec2(0.,.8))-1.9)-.6)));
#endif
color=c*cover(kind==1.?m-7.42:kind==3.?max(m-9.,abs(q.x-q.y)*.7071-1.8):r-8.5);
}
