//! Files in the scenario's editor: loaded, dropped and saved, and what is said of bad ones.

use serde_json::json;

use super::scenario::{STILL, ends, open, state, text};
use super::support::{Page, Stage, Visit, visit};

/// Hands a file to the editor: chosen by its button, or dropped on the stage.
const HAND_OVER: &str = "const [name, size, bytes, dropped] = arguments, handed = new DataTransfer();
    handed.items.add(new File([new Uint8Array(bytes), ' '.repeat(size)], name));
    if (dropped) {
        const figure = document.querySelector('#stage svg.scene');
        const event = (kind) => new DragEvent(kind, { dataTransfer: handed, bubbles: true, cancelable: true });
        figure.dispatchEvent(event('dragover'));
        if (!document.querySelector('.drop-cue').checkVisibility()) throw new Error('there is no cue');
        figure.dispatchEvent(event('drop'));
        if (document.querySelector('.drop-cue').checkVisibility()) throw new Error('the cue stays');
        return;
    }
    const file = document.querySelector('.scenario-editor input[type=file]');
    file.files = handed.files;
    file.dispatchEvent(new Event('change', { bubbles: true }))";

pub async fn hand_over(page: &Page, name: &str, size: usize, bytes: &[u8], dropped: bool) {
    let arguments = vec![name.into(), size.into(), json!(bytes), dropped.into()];
    page.driver.client.execute(HAND_OVER, arguments).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_loaded_dropped_and_saved() {
    visit("scenario-file", Visit { look: STILL, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        stage.step_to_the_end().await;
        let built_in = include_str!("../../assets/scenario.json");
        // Dropped on the figure before the editor was ever opened.
        let own = built_in.replace("web-1", "shop-1");
        hand_over(&page, "own.json", 0, own.as_bytes(), true).await;
        state(&page, "own.json is loaded").await;
        assert_eq!(text(&page).await.trim_end(), own.trim_end());
        let pods =
            "return [...document.querySelectorAll('.chip title')].map((pod) => pod.textContent).join()";
        page.until("its pods are on the stage", || async {
            page.run(pods).await.as_str()?.contains("shop-1").then_some(())
        })
        .await;
        let denied = built_in.replace("[80, 443]", "[80]");
        hand_over(&page, "denied.json", 0, denied.as_bytes(), false).await;
        ends(&page, "firewall.port_denied").await;
        // What is saved is the text.
        let saved = page
            .driver
            .client
            .execute_async(
                "const done = arguments[0];
                let saved;
                URL.createObjectURL = (file) => ((saved = file), '#');
                HTMLAnchorElement.prototype.click = function () {
                    saved.text().then((text) => done([this.download, text]));
                };
                document.querySelector('[data-do=save]').click()",
                Vec::new(),
            )
            .await
            .unwrap();
        assert_eq!(saved[0], "scenario.json");
        assert_eq!(saved[1].as_str().unwrap().trim_end(), denied.trim_end());
    })
    .await;
}

/// The browser takes back what a reader dropped once the page has been told of it, which a script's own list of files never sees.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_from_the_disk_is_dropped_before_the_editor_was_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.json");
    std::fs::write(&file, include_str!("../../assets/scenario.json").replace("web-1", "shop-1")).unwrap();
    visit("scenario-drop", Visit { look: STILL, ..Visit::default() }, |page| async move {
        Stage::on(&page).await;
        let figure = "const box = document.querySelector('#stage svg.scene').getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2]";
        let at = page.run(figure).await;
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({ "items": [], "files": [&file], "dragOperationsMask": 1 });
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "data": data });
            page.driver.devtools("Input.dispatchDragEvent", event).await;
        }
        state(&page, "own.json is loaded").await;
    })
    .await;
    drop(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_is_told_and_nothing_is_lost() {
    visit("scenario-bad-file", Visit { look: STILL, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        stage.step_to_the_end().await;
        open(&page).await;
        let built_in = include_str!("../../assets/scenario.json");
        let newer = built_in.replacen("\"version\": \"2\"", "\"version\": \"99\"", 1);
        let broken = built_in.replace("\"firewall\"", "\"firewal\"");
        let rows: [(&str, usize, &[u8], &[&str]); 6] = [
            ("huge.json", 300_000, built_in.as_bytes(), &["bytes", "262144"]),
            ("latin.json", 0, b"{\"title\": \"caf\xe9\"}", &["UTF-8"]),
            ("notes.txt", 0, b"to do", &["Line 1", "found the text `to`, expected a value"]),
            ("newer.json", 0, newer.as_bytes(), &["Line 2", "99", "newer Gauntlet"]),
            ("broken.json", 0, broken.as_bytes(), &["Line 4", "firewal", "did you mean `firewall`?"]),
            ("list.json", 0, b"[]", &["Line 1", "found []"]),
        ];
        for (name, size, bytes, told) in rows {
            for dropped in [false, true] {
                hand_over(&page, name, size, bytes, dropped).await;
                let message = page
                    .until(name, || async {
                        let told = page.run("const told = document.querySelector('.refused'); return told.querySelector('p:not([data-read])') && told.textContent").await;
                        told.as_str().filter(|told| told.contains(name)).map(str::to_owned)
                    })
                    .await;
                for part in told {
                    assert!(message.contains(part), "{name} names {part}: {message}");
                }
                assert_eq!(text(&page).await, built_in, "{name}: the text stays");
                assert!(stage.caption().await.contains("Answered"), "{name}: the stage stays");
                page.run("document.querySelector('.refused p').dataset.read = ''").await;
            }
        }
    })
    .await;
}
