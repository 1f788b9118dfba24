//! A clock of the test's own in the page: frames come when the test lets time pass, so that no test depends on the machine's pace.

use super::Page;

/// A script for [`super::Visit::before`].
pub const CLOCK: &str = "
    let now = 0, last = 0;
    const asked = new Map();
    performance.now = () => now;
    window.requestAnimationFrame = (then) => (asked.set(++last, then), last);
    window.cancelAnimationFrame = (id) => asked.delete(id);
    window.passTime = async (ms) => {
        for (let left = ms; left > 0; left -= 10) {
            now += 10;
            const due = [...asked.values()];
            asked.clear();
            due.forEach((then) => then(now));
            // What follows from a frame follows before the next one.
            await new Promise((then) => setTimeout(then));
        }
    };";

/// Lets so many milliseconds pass, a frame every ten.
pub async fn pass(page: &Page, ms: u32) {
    let script = format!("const done = arguments[0]; passTime({ms}).then(done)");
    page.driver.client.execute_async(&script, Vec::new()).await.unwrap();
}

/// The moment on show, as the slider says, in display milliseconds.
pub async fn moment(page: &Page) -> f64 {
    page.run("return document.querySelector('.scrubber input').valueAsNumber").await.as_f64().unwrap()
}

/// Drags the slider to a moment.
pub async fn drag_to(page: &Page, moment: f64) {
    let script = "const [moment] = arguments, slider = document.querySelector('.scrubber input');
        slider.valueAsNumber = moment;
        slider.dispatchEvent(new Event('input', { bubbles: true }));";
    page.driver.client.execute(script, vec![moment.into()]).await.unwrap();
}
