#version 300 es
precision highp float;
uniform vec4 view;
uniform sampler2D palette;
flat in float kind;
out vec4 color;
float cover(float d){return clamp(.5-d*view.w,0.,1.);}
vec4 paint(int i){return texelFetch(palette,ivec2(i,0),0);}
void main(){
vec2 p=(gl_PointCoord-.5)*24.,q=abs(p);
int k=int(kind)&3;
float r=length(p);
vec4 ink=paint(k),paper=paint(4);
float d=k==0?r-8.5:k==1?(q.x+q.y-10.5)*.7071:k==2?r-8.5:max((q.x+q.y)*.7071-9.,abs(q.x-q.y)*.7071-1.8);
vec4 c=k==2?mix(paper,ink,cover(5.5-r)):ink;
if(kind>3.5){
float lock=min(max(q.x-3.,abs(p.y-1.5)-2.1),abs(length(p+vec2(0.,.8))-1.9)-.6);
c=mix(c,k==2?ink:paper,cover(lock));
}
color=vec4(c.rgb,1.)*(c.a*cover(d));
}
