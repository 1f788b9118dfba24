//! The stage in the reader's words: what can be done with it and what can be read off it.

use fantoccini::Locator;
use fantoccini::elements::Element;

use super::visit::Page;

/// The stage of an open page.
pub struct Stage {
    pub page: Page,
}

impl Stage {
    /// Waits until the app has taken the stage over.
    pub async fn on(page: &Page) -> Self {
        let stage = Self { page: page.clone() };
        page.until("the app has started", || async {
            let state = page.run("return document.getElementById('stage')?.dataset.state ?? ''").await;
            (state == "ready").then_some(())
        })
        .await;
        stage
    }

    pub async fn choose(&self, direction: &str) {
        self.page.click("radio", direction).await;
    }

    pub async fn block_the_request(&self) {
        self.page.click("switch", "Blocked request").await;
    }

    /// Presses a button, and before it the one that shows what there is no room for, where that hides it.
    pub async fn press(&self, button: &str) {
        let button = self.button(button).await;
        self.page.click_on(button).await;
    }

    /// The one button of a name.
    async fn button(&self, name: &str) -> Element {
        let mut found = self.page.driver.all("button", name).await;
        if found.is_empty() {
            self.page.click("button", "More").await;
            found = self.page.driver.all("button", name).await;
        }
        assert_eq!(found.len(), 1, "one button named “{name}”");
        found.remove(0)
    }

    /// Presses a button that opens a dialog, by its id, and waits until it is open: its script and styles may load first.
    pub async fn open_dialog(&self, button: &str, dialog: &str) {
        self.press(button).await;
        let open = format!("return document.getElementById('{dialog}').open");
        self.page.until(dialog, || async { (self.page.run(&open).await == true).then_some(()) }).await;
    }

    /// Opens the request editor, and waits until it holds the request on show.
    pub async fn open_the_editor(&self) {
        self.page.run("document.querySelector('.editor summary').click()").await;
        self.page
            .until("the editor is there", || async {
                let url = self.page.run("return document.querySelector('.editor [name=url]')?.value").await;
                (!url.as_str()?.is_empty()).then_some(())
            })
            .await;
    }

    /// Steps from verdict to verdict until the story is over.
    pub async fn step_to_the_end(&self) {
        if self.phase().await == "done" {
            return;
        }
        let step = self.button("Step").await;
        self.page.click_on(step.clone()).await;
        // A click by the driver takes a fifth of a second, so the others come from the page.
        let script =
            "const [step, done] = arguments, phase = () => document.querySelector('.stage').dataset.phase;
            (async () => {
                for (let steps = 1; steps < 60 && phase() !== 'done'; steps += 1) {
                    step.click();
                    await new Promise((then) => setTimeout(then));
                }
                done(phase());
            })()";
        let step = vec![serde_json::to_value(&step).unwrap()];
        let phase = self.page.driver.client.execute_async(script, step).await.unwrap();
        assert_eq!(phase, "done", "sixty steps did not end the story");
    }

    /// Lets the story play until it is over.
    pub async fn watch_to_the_end(&self) {
        self.page.until("the story is over", || async { (self.phase().await == "done").then_some(()) }).await;
    }

    /// Plays at four times the speed, in a frame that the browser keeps nothing for: there the reader is asked for a guess each
    /// time.
    pub async fn play_without_a_guess(&self) {
        assert_eq!(self.phase().await, "ready");
        let play = "const speed = document.querySelector('select.speed');
            speed.value = '4';
            speed.dispatchEvent(new Event('change', { bubbles: true }));
            document.querySelector('.transport .play').click()";
        self.page.run(play).await;
    }

    /// `ready`, `playing`, `paused` or `done`.
    pub async fn phase(&self) -> String {
        self.attribute(".stage", "data-phase").await
    }

    /// Opens the panel of a gate.
    pub async fn ask_about(&self, gate: &str) {
        self.press(gate).await;
    }

    /// How a gate stands: `ahead`, `judging`, `passed`, `answered`, `blocked`, `failed`, `unreached`.
    pub async fn state_of(&self, gate: &str) -> String {
        let found = self.page.driver.the("button", gate).await;
        found.attr("data-state").await.unwrap().unwrap_or_default()
    }

    /// What the caption says: the story, and once that has begun what happens in its place.
    pub async fn caption(&self) -> String {
        let said = self.page.run("return document.querySelector('.caption').textContent").await;
        said.as_str().unwrap_or_default().to_owned()
    }

    /// How far the story is, as a screen reader tells it of the slider, without the layer's name.
    pub async fn progress(&self) -> String {
        let script = "return document.querySelector('.scrubber input').getAttribute('aria-valuetext').match(/^Hop \\d+( of \\d+)?/)?.[0]";
        self.page.run(script).await.as_str().unwrap_or_default().to_owned()
    }

    /// Opens the list of what the transport has besides its buttons, if it is closed.
    pub async fn open_the_list(&self) {
        self.page.run("if (!document.querySelector('.transport-more.open')) document.querySelector('.open-more').click()").await;
    }

    /// Opens the panel and its list of hops, where they are closed.
    pub async fn open_the_panel(&self) {
        let open =
            "if (!document.querySelector('.stage.detailed')) document.querySelector('.card .why').click()";
        self.page.run(open).await;
        self.page
            .until("the panel is open", || async {
                let open =
                    self.page.run("return document.querySelector('.inspector').checkVisibility()").await;
                (open == true).then_some(())
            })
            .await;
    }

    /// What the panel says, which is opened where it is closed.
    pub async fn panel(&self) -> String {
        self.open_the_panel().await;
        self.page.driver.the("region", "What happens at this gate").await.text().await.unwrap()
    }

    /// What a screen reader is told.
    pub async fn announcement(&self) -> String {
        let found = self.page.run("return document.querySelector('.stage [role=status]').textContent").await;
        found.as_str().unwrap_or_default().to_owned()
    }

    /// The warnings above the stage.
    pub async fn warnings(&self) -> Vec<String> {
        let mut out = Vec::new();
        for warning in self.page.driver.client.find_all(Locator::Css(".warnings p")).await.unwrap() {
            out.push(warning.text().await.unwrap());
        }
        out
    }

    async fn attribute(&self, css: &str, name: &str) -> String {
        let found = self.page.driver.client.find(Locator::Css(css)).await.unwrap();
        found.attr(name).await.unwrap().unwrap_or_default()
    }
}
