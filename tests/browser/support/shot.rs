//! What a reader can tell apart in a picture of the page: how much of a place stands out from its ground.

use super::picture::Picture;
use super::visit::Page;

/// A screenshot of what is in the window.
pub struct Shot(Picture);

/// A place in the window, in CSS pixels: left, top, width and height.
pub type Place = [f64; 4];

impl Shot {
    /// Takes one once all that was set has been drawn.
    pub async fn of(page: &Page) -> Self {
        let two_frames =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        page.driver.client.execute_async(two_frames, Vec::new()).await.unwrap();
        Self(Picture::read(&page.driver.client.screenshot().await.unwrap()))
    }

    /// The color at a point.
    pub fn at(&self, x: f64, y: f64) -> [u8; 3] {
        let (x, y) = (x.max(0.0) as usize, y.max(0.0) as usize);
        let Picture { width, height, .. } = self.0;
        assert!(x < width && y < height, "{x} {y} is outside of {width} x {height}");
        self.0.pixel(y * width + x)
    }

    /// The share of a place that differs from a ground by 3:1, as WCAG 1.4.11 asks of a mark.
    pub fn ink(&self, place: Place, ground: [u8; 3]) -> f64 {
        let [left, top, width, height] = place;
        let (mut inked, mut all) = (0.0, 0.0);
        // Neighbors are mostly alike.
        let (mut before, mut differs) = (ground, false);
        for y in 0..height.ceil() as usize {
            for x in 0..width.ceil() as usize {
                all += 1.0;
                let seen = self.at(left + x as f64, top + y as f64);
                if seen != before {
                    (before, differs) = (seen, contrast(seen, ground) >= 3.0);
                }
                if differs {
                    inked += 1.0;
                }
            }
        }
        inked / all
    }

    /// How far from the left of a place its ink lies, on average: 0 to 1.
    pub fn leaning(&self, place: Place, ground: [u8; 3]) -> f64 {
        let [left, top, width, height] = place;
        let (mut sum, mut inked) = (0.0, 0.0);
        for x in 0..width as usize {
            let column = self.ink([left + x as f64, top, 1.0, height], ground);
            (sum, inked) = (sum + column * (x as f64 + 0.5) / width, inked + column);
        }
        sum / inked
    }
}

/// The ratio of two colors' luminances, as WCAG 2 defines it.
pub fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |color: [u8; 3]| {
        let linear = color.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The places of the elements that a selector names and the window shows, each with what an expression of `part` gives.
pub async fn places(page: &Page, selector: &str, tells: &str) -> Vec<(Place, String)> {
    let script = format!(
        "return [...document.querySelectorAll(arguments[0])].filter((part) => part.checkVisibility()).map((part) => {{
            const box = part.getBoundingClientRect();
            return [[box.x, box.y, box.width, box.height], String({tells})];
        }})"
    );
    let found = page.driver.client.execute(&script, vec![selector.into()]).await.unwrap();
    serde_json::from_value(found).unwrap()
}

/// The middle part of a place.
pub fn middle([x, y, width, height]: Place, share: f64) -> Place {
    let (w, h) = (width * share, height * share);
    [x + (width - w) / 2.0, y + (height - h) / 2.0, w, h]
}
