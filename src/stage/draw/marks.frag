precision highp float;
flat in vec4 ink;
flat in float paper;
uniform vec4 palette[5];
flat in vec3 edge;
flat in vec3 hole;
#ifdef LOCKS
uniform vec4 view;
flat in vec4 lock;
flat in float side;
#endif
out vec4 color;
void main(){
vec2 p=gl_PointCoord-.5;
float r=dot(p,p),c=abs(p.x*p.y);
vec4 fill=mix(palette[4]*paper,ink,clamp(hole.x+hole.y*r+hole.z*c,0.,1.));
#ifdef LOCKS
if(lock.a>=0.){
p*=side;
float d=length(vec2(max(abs(p.x)-5.5,0.),p.y));
if(side==31.)fill=mix(ink,lock,clamp(.5+view.w*(.45-abs(d-6.8)),0.,1.));
fill=mix(fill,lock,clamp(.5-view.w*min(max(abs(p.x)-3.,abs(p.y-1.5)-2.1),abs(length(p+vec2(0.,.8))-1.9)-.6),0.,1.));
if(side==31.){
color=fill*clamp(.5-view.w*(d-9.),0.,1.);
return;
}
}
#endif
color=fill*clamp(edge.x+edge.y*r+edge.z*c,0.,1.);
}
