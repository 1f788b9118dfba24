//! Finding things as a screen reader does: by role and accessible name, as the browser computes them.

use fantoccini::Locator;
use fantoccini::elements::{Element, ElementRef};
use http::Method;
use serde_json::json;

use super::driver::Driver;

/// The elements that may have a role; the browser's own computation then decides.
fn candidates(role: &str) -> &'static str {
    match role {
        "button" => "button, [role=button]",
        "radio" => "input[type=radio]",
        "switch" => "[role=switch]",
        "region" => "section",
        "status" => "[role=status]",
        "alert" => "[role=alert]",
        "heading" => "h1, h2, h3",
        "navigation" => "nav",
        "table" => "table",
        _ => "*",
    }
}

/// Keeps those candidates that say the name somewhere. Asking the browser for each one's computed name takes two commands, and a
/// page has some sixty buttons.
const SAYING: &str = "const [css, name] = arguments; const bare = (text) => text.replace(/\\s+/g, '');
    const said = (element) => {
        const by = (element.getAttribute('aria-labelledby') ?? '').split(/\\s+/).map((id) => document.getElementById(id));
        const labels = [...by, ...(element.labels ?? []), element].map((label) => label?.textContent ?? '');
        return bare([element.getAttribute('aria-label'), element.title, element.value, ...labels].join(' '));
    };
    return [...document.querySelectorAll(css)].filter((element) => said(element).includes(bare(name)));";

impl Driver {
    /// Every element with a role and exactly that name; where there is none, those whose name begins with it: a gate's goes
    /// on with its state.
    pub async fn all(&self, role: &str, name: &str) -> Vec<Element> {
        let (mut exact, mut longer) = (Vec::new(), Vec::new());
        for element in self.saying(candidates(role), name).await {
            // An element may go while it is looked at: it then is not what was asked for.
            if self.computed(&element, "role").await.as_deref() != Some(role) {
                continue;
            }
            let label = self.computed(&element, "label").await.unwrap_or_default();
            match label.strip_prefix(name) {
                Some("") => exact.push(element),
                Some(rest) if rest.starts_with(' ') => longer.push(element),
                _ => {}
            }
        }
        if exact.is_empty() { longer } else { exact }
    }

    /// The one element with a role and that name.
    pub async fn the(&self, role: &str, name: &str) -> Element {
        let mut found = self.all(role, name).await;
        assert_eq!(found.len(), 1, "one {role} named “{name}”, found {}", found.len());
        found.remove(0)
    }

    /// The candidates that say a name; all of them where none seems to, since only the browser knows how a name is computed.
    async fn saying(&self, css: &str, name: &str) -> Vec<Element> {
        let found = self.client.execute(SAYING, vec![json!(css), json!(name)]).await.unwrap_or_default();
        let id = |found: &serde_json::Value| found.as_object()?.values().next()?.as_str().map(str::to_owned);
        let ids: Vec<String> = found.as_array().into_iter().flatten().filter_map(id).collect();
        if ids.is_empty() {
            return self.client.find_all(Locator::Css(css)).await.unwrap_or_default();
        }
        let element = |id| Element::from_element_id(self.client.clone(), ElementRef::from(id));
        ids.into_iter().map(element).collect()
    }

    async fn computed(&self, element: &Element, what: &str) -> Option<String> {
        let id = element.element_id();
        let path = format!("element/{}/computed{what}", id.as_ref());
        let answer = self.try_raw(Method::GET, &path).await?;
        answer.as_str().map(str::to_owned)
    }
}
