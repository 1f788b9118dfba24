//! The line beneath the request's form: how what is typed would end.

use fantoccini::Locator;

use super::support::axe::violations;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

/// Types into a field instead of what it holds, as a reader does.
async fn write(page: &Page, field: &str, text: &str) {
    let css = format!("#drawer [name={field}]");
    let field = page.driver.client.find(Locator::Css(&css)).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

/// Waits until the line says so.
async fn says(page: &Page, expected: &str) {
    page.until(&format!("the line says “{expected}”"), || async {
        let line = page.run("return document.querySelector('#drawer output')?.textContent").await;
        line.as_str()?.contains(expected).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_foretold_before_it_is_sent() {
    let rows: [(&[(&str, &str)], &str); 5] = [
        (&[("url", "https://site.example/?q=%27%20OR%201=1%20--")], "Blocked by the WAF · HTTP 403"),
        (
            &[("url", "https://site.example/"), ("source-ip", "198.51.100.70")],
            "Blocked by the network firewall · No reply",
        ),
        (&[("url", "https://api.payments.example/v1"), ("source-ip", "")], "Answered · HTTP 200"),
        (&[("url", "ftp://site.example/")], "found ftp://"),
        (&[("url", "https://shop.example/a")], "Failed at DNS · Name not found"),
    ];
    let look = Look { size: (1280, 720), reduced_motion: true, ..Look::default() };
    visit("forecast", Visit { look, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        page.run("document.querySelector('.openers [data-opens=request]').click()").await;
        says(&page, "Answered · HTTP 200").await;
        let shown = stage.caption().await;
        for (typed, expected) in rows {
            for (field, text) in typed {
                write(&page, field, text).await;
            }
            says(&page, expected).await;
            assert_eq!(stage.caption().await, shown, "nothing is sent yet");
        }
        assert_eq!(violations(&page).await, Vec::<String>::new());
        // Nobody knows the last row's host, so one that the scenario has is offered.
        stage.press("Call it as if it were site.example").await;
        page.until("it is on the stage", || async {
            let line = page.run("return document.querySelector('.request-line').textContent").await;
            line.as_str()?.contains("site.example/a").then_some(())
        })
        .await;
        says(&page, "Answered · HTTP 200").await;
        let offered = "return [...document.querySelectorAll('#drawer .send button')].length";
        assert_eq!(page.run(offered).await, 1, "its host is known now");
    })
    .await;
}
