// Two drawings of moving dots, ours and PixiJS's, behind one interface: ready(count), measure(milliseconds).
const host = document.getElementById("host");
const horizon = 12_000;

const drawings = {
  async ours(count) {
    const module = await import("./gauntlet_bench.js");
    await module.default();
    const crowd = new module.Crowd(host, count, horizon);
    return { draw: (now) => crowd.frame(now), inFlight: (now) => crowd.in_flight(now) };
  },

  // As its guide advises for speed: one texture, positions alone dynamic, the area known, no ticker of its own. Each dot is
  // as large as ours; it moves by one addition an axis, and turns at the edges.
  async pixi(count) {
    const { Application, Particle, ParticleContainer, Rectangle, Texture } = await import("./pixi/pixi.min.mjs");
    const [width, height, side] = [1120, 400, 6];
    const app = new Application();
    await app.init({ width, height, preference: "webgl", antialias: false, backgroundAlpha: 0, autoStart: false, sharedTicker: false });
    host.append(app.canvas);
    const dot = document.createElement("canvas");
    dot.width = dot.height = side;
    const pen = dot.getContext("2d");
    pen.fillStyle = "#0b5fbf";
    pen.arc(side / 2, side / 2, 2.5, 0, 7);
    pen.fill();
    const texture = Texture.from(dot);
    const container = new ParticleContainer({
      texture,
      boundsArea: new Rectangle(0, 0, width, height),
      dynamicProperties: { position: true, vertex: false, rotation: false, uvs: false, color: false },
    });
    const dots = [];
    for (let at = 0; at < count; at += 1) {
      const particle = new Particle({ texture, x: (at * 0.618034 * width) % width, y: (at * 0.414214 * height) % height });
      container.addParticle(particle);
      dots.push({ particle, dx: 0.4 + (at % 7) * 0.2, dy: 0.3 + (at % 5) * 0.2 });
    }
    app.stage.addChild(container);
    const draw = () => {
      for (const dot of dots) {
        const { particle } = dot;
        particle.x += dot.dx;
        particle.y += dot.dy;
        if (particle.x < 0 || particle.x > width) dot.dx = -dot.dx;
        if (particle.y < 0 || particle.y > height) dot.dy = -dot.dy;
      }
      app.renderer.render(app.stage);
    };
    return { draw, inFlight: () => container.particleChildren.length };
  },
};

let drawing;
let began;

// Waits until the GPU has drawn the frame: reading a pixel back can't be answered before. Without it an unlimited frame rate
// counts frames that were asked for, not drawn.
const pixel = new Uint8Array(4);
function finish() {
  const context = host.querySelector("canvas").getContext("webgl2");
  context?.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, pixel);
}

// Draws for a while, and gives the number of frames, their time and the time within their callbacks, in milliseconds.
function run(milliseconds) {
  return new Promise((done, fail) => {
    let [frames, script, first] = [0, 0, undefined];
    const frame = () => {
      try {
        const start = performance.now();
        began ??= start;
        first ??= start;
        if (start - first >= milliseconds) return done({ frames, script, elapsed: start - first, inFlight: drawing.inFlight(start - began) });
        drawing.draw(start - began);
        script += performance.now() - start;
        finish();
        frames += 1;
        requestAnimationFrame(frame);
      } catch (error) {
        fail(error);
      }
    };
    requestAnimationFrame(frame);
  });
}

window.bench = {
  async ready(name, count) {
    drawing = await drawings[name](count);
    return run(1_500);
  },
  run,
  drawing: () => host.dataset.drawing ?? "pixi",
};
document.documentElement.dataset.state = "ready";
