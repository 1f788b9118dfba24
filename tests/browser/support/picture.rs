//! Pictures of the packets as the reader sees them: screenshots without the figure under them, and the marks found in those.

use super::visit::Page;

/// A mark: what is drawn in one piece on the ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Left, top, width and height of its bounds, in CSS pixels.
    pub bounds: [f64; 4],
    /// The colour most of it has.
    pub colour: [u8; 3],
    /// The area of it that is nearer to that colour than to the ground, in CSS pixels.
    pub area: f64,
}

/// The packets on the stage right now.
pub async fn marks(page: &Page) -> Vec<Mark> {
    // The page's policy lets a script set styles, though not attributes that hold them.
    let area = page
        .run(
            "document.querySelector('svg.scene').style.visibility = 'hidden'; \
             const box = document.querySelector('.figure-box'); \
             box.style.background = 'var(--g-surface)'; \
             document.querySelector('.tray').style.visibility = 'hidden'; \
             box.scrollIntoView({ block: 'nearest', behavior: 'instant' }); \
             const at = box.getBoundingClientRect(); let [x, y] = [at.x, at.y]; \
             for (let inner = window; inner !== window.top; inner = inner.parent) { \
             const frame = inner.frameElement; const { x: left, y: top } = frame.getBoundingClientRect(); \
             x += left + frame.clientLeft; y += top + frame.clientTop; } \
             return [x, y, at.width, at.height, devicePixelRatio]",
        )
        .await;
    let [x, y, width, height, ratio] = [0, 1, 2, 3, 4].map(|at| area[at].as_f64().unwrap());
    // The hidden figure is out of the picture once it has been drawn without.
    let two_frames =
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
    page.driver.client.execute_async(two_frames, Vec::new()).await.unwrap();
    let picture = page.driver.client.screenshot().await.unwrap();
    page.run(
        "document.querySelector('svg.scene').style.visibility = ''; \
         document.querySelector('.figure-box').style.background = ''; \
         document.querySelector('.tray').style.visibility = ''",
    )
    .await;
    let picture = Picture::read(&picture);
    // Beside the border of what it stands in, which may share a pixel with it.
    let cut = [x + 1.0, y + 1.0, width - 2.0, height - 2.0].map(|length| length * ratio);
    picture.marks(cut).into_iter().map(|mark| mark.in_css_pixels([x, y], ratio)).collect()
}

impl Mark {
    fn in_css_pixels(self, corner: [f64; 2], ratio: f64) -> Self {
        let [x, y, width, height] = self.bounds.map(|length| length / ratio);
        let bounds = [x - corner[0], y - corner[1], width, height];
        Self { bounds, area: self.area / ratio / ratio, ..self }
    }
}

/// A screenshot's pixels.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    /// So many for each pixel, the first three red, green and blue.
    samples: usize,
    bytes: Vec<u8>,
}

impl Picture {
    pub fn read(file: &[u8]) -> Self {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        let samples = info.color_type.samples();
        Self { width: info.width as usize, height: info.height as usize, samples, bytes }
    }

    /// A pixel's color, by its place in the rows one after another.
    pub fn pixel(&self, at: usize) -> [u8; 3] {
        let at = at * self.samples;
        [self.bytes[at], self.bytes[at + 1], self.bytes[at + 2]]
    }

    /// What is in one piece on the ground within an area; the ground is what its first pixel shows.
    fn marks(&self, [x, y, width, height]: [f64; 4]) -> Vec<Mark> {
        let (left, top) = (x.ceil().max(0.0) as usize, y.ceil().max(0.0) as usize);
        let right = ((x + width) as usize).min(self.width);
        let bottom = ((y + height) as usize).min(self.height);
        let ground = self.pixel(top * self.width + left);
        let inside = |x: usize, y: usize| (left..right).contains(&x) && (top..bottom).contains(&y);
        let mut seen = vec![false; self.width * self.height];
        let mut found: Vec<Mark> = Vec::new();
        // Almost all of it is ground, and is passed over with as little as possible.
        let inked: Vec<(usize, usize)> = (top..bottom)
            .flat_map(|y| {
                let row = (y * self.width + left) * self.samples..(y * self.width + right) * self.samples;
                let row = self.bytes[row].chunks_exact(self.samples).enumerate();
                row.filter(|(_, pixel)| pixel[..3] != ground).map(move |(x, _)| (left + x, y))
            })
            .collect();
        for start in inked {
            if seen[start.1 * self.width + start.0] {
                continue;
            }
            let mut piece = Vec::new();
            let mut open = vec![start];
            while let Some((x, y)) = open.pop() {
                let at = y * self.width + x;
                if seen[at] || self.pixel(at) == ground {
                    continue;
                }
                seen[at] = true;
                piece.push((x, y));
                let near = [(0, 1), (1, 0), (1, 2), (2, 1)].map(|(dx, dy)| (x + dx, y + dy));
                open.extend(near.map(|(x, y)| (x - 1, y - 1)).into_iter().filter(|&(x, y)| inside(x, y)));
            }
            found.extend(self.mark(&piece, ground));
        }
        // What shows through the lock's shackle is no mark of its own.
        let within = |[x, y, w, h]: [f64; 4], [left, top, wide, high]: [f64; 4]| {
            x > left && y > top && x + w < left + wide && y + h < top + high
        };
        let all = found.clone();
        found.retain(|mark| !all.iter().any(|other| within(mark.bounds, other.bounds)));
        found
    }

    fn mark(&self, piece: &[(usize, usize)], ground: [u8; 3]) -> Option<Mark> {
        let (left, right) = (piece.iter().map(|at| at.0).min()?, piece.iter().map(|at| at.0).max()?);
        let (top, bottom) = (piece.iter().map(|at| at.1).min()?, piece.iter().map(|at| at.1).max()?);
        let mut counts = std::collections::BTreeMap::new();
        for (x, y) in piece {
            *counts.entry(self.pixel(y * self.width + x)).or_insert(0) += 1;
        }
        let (colour, _) = counts.iter().max_by_key(|(_, count)| **count)?;
        let apart =
            |a: [u8; 3], b: [u8; 3]| a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b))).sum::<u32>();
        let near = |(seen, _): &(&[u8; 3], &i32)| apart(**seen, *colour) < apart(**seen, ground);
        let area: i32 = counts.iter().filter(near).map(|(_, count)| *count).sum();
        let bounds = [left, top, right - left + 1, bottom - top + 1].map(|length| length as f64);
        Some(Mark { bounds, colour: *colour, area: f64::from(area) })
    }
}
