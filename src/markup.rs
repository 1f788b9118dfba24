//! Builds markup as text and sets it in one go. Effects (`live.rs`) then update what signals change; natively (`fixed.rs`) the
//! current values are in the text.
//!
//! The framework's typed views compile to code for each shape of element, together a third of the wasm. Here one type serves all.
//! Text and values are escaped; tag and attribute names come from the program itself.

#[cfg(not(feature = "csr"))]
mod fixed;
#[cfg(feature = "csr")]
mod live;
mod view;

use gauntlet_model::text::pieces;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// An element with what is in it so far. Boxed, because moving a pointer takes the least code, and markup is moved a lot.
pub struct El(Box<Parts>);

#[derive(Default)]
struct Parts {
    tag: &'static str,
    attributes: String,
    inner: String,
    /// What is bound to it, and to each element in it that has any, in their order.
    #[cfg(feature = "csr")]
    own: Vec<live::Live>,
    #[cfg(feature = "csr")]
    below: Vec<Vec<live::Live>>,
}

/// An empty element.
#[must_use]
#[inline(never)]
pub fn el(tag: &'static str) -> El {
    El(Box::new(Parts { tag, ..Parts::default() }))
}

impl El {
    /// With an attribute.
    #[must_use]
    #[inline(never)]
    pub fn set(mut self, name: &'static str, value: &str) -> Self {
        self.0.attributes.push(' ');
        self.0.attributes.push_str(name);
        self.0.attributes.push_str("=\"");
        escape(value, &mut self.0.attributes);
        self.0.attributes.push('"');
        self
    }

    /// With a class.
    #[must_use]
    pub fn class(self, name: &str) -> Self {
        self.set("class", name)
    }

    /// With attributes of whole user units.
    #[must_use]
    #[inline(never)]
    pub fn place(mut self, values: &[(&'static str, f64)]) -> Self {
        for (name, value) in values {
            // Whole units keep the wasm free of the printing of floats.
            self = self.set(name, &(value.round() as i32).to_string());
        }
        self
    }

    /// With text at its end.
    #[must_use]
    #[inline(never)]
    pub fn text(mut self, text: &str) -> Self {
        escape(text, &mut self.0.inner);
        self
    }

    /// With prose at its end. A name, an address or a path in it stays in one piece, and where no line can hold that it breaks
    /// between its parts: `https://` | `site.` | `example/`.
    #[must_use]
    #[inline(never)]
    pub fn words(mut self, text: &str) -> Self {
        for word in text.split_inclusive([' ', '\n']) {
            let bare = word.trim_end();
            let pieces = pieces(bare);
            let long = pieces.len() > 1;
            self.0.inner.push_str(if long { "<span class=\"long\">" } else { "" });
            for (at, piece) in pieces.into_iter().enumerate() {
                self.0.inner.push_str(if at == 0 { "" } else { "<wbr>" });
                escape(piece, &mut self.0.inner);
            }
            self.0.inner.push_str(if long { "</span>" } else { "" });
            self.0.inner.push_str(word.get(bare.len()..).unwrap_or_default());
        }
        self
    }

    /// With an element at its end.
    #[must_use]
    #[inline(never)]
    #[cfg_attr(not(feature = "csr"), expect(unused_mut))]
    pub fn with(mut self, mut child: Self) -> Self {
        #[cfg(feature = "csr")]
        if !child.0.own.is_empty() {
            child = child.set("data-live", "");
            self.0.below.push(std::mem::take(&mut child.0.own));
        }
        #[cfg(feature = "csr")]
        self.0.below.append(&mut child.0.below);
        child.write(&mut self.0.inner);
        self
    }

    /// With elements at its end.
    #[must_use]
    #[inline(never)]
    pub fn with_all(self, children: Vec<Self>) -> Self {
        children.into_iter().fold(self, Self::with)
    }

    /// Binds its whole content, as text.
    #[must_use]
    pub fn bind_text(self, words: impl Fn() -> String + Send + 'static) -> Self {
        self.bind_inner(move || {
            let mut inner = String::new();
            escape(&words(), &mut inner);
            inner
        })
    }

    /// What is in it, without the element itself.
    #[must_use]
    pub fn into_inner(self) -> String {
        self.0.inner
    }

    fn write(&self, out: &mut String) {
        for part in ["<", self.0.tag, &self.0.attributes, ">", &self.0.inner, "</", self.0.tag, ">"] {
            out.push_str(part);
        }
    }
}

/// The element within such markup, of those a selector names, that an event happened on.
#[must_use]
pub fn on_part(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::el;

    #[test]
    fn elements_nest_and_what_they_hold_is_escaped() {
        let cases = [
            (el("g").with(el("p")), "<p></p>"),
            (el("g").text("a<b> & \"c\""), "a&lt;b&gt; &amp; &quot;c&quot;"),
            (el("g").with(el("p").class("x\" onclick=\"y")), "<p class=\"x&quot; onclick=&quot;y\"></p>"),
            (el("g").with(el("rect").place(&[("x", 1.5), ("y", -2.4)])), "<rect x=\"2\" y=\"-2\"></rect>"),
            (el("g").with_all(vec![el("b").text("1"), el("i")]).text("2"), "<b>1</b><i></i>2"),
            (el("p").words("a < b,\nc"), "a &lt; b,\nc"),
            (el("p").words("to web-1."), "to <span class=\"long\">web-<wbr>1.</span>"),
            (el("p").words("[2001:db8::1]"), "<span class=\"long\">[2001:<wbr>db8::<wbr>1]</span>"),
            (
                el("p").words("https://a.b/?q=%3Cb&c "),
                "<span class=\"long\">https://<wbr>a.<wbr>b/?<wbr>q=<wbr>%3Cb&amp;<wbr>c</span> ",
            ),
        ];
        for (element, html) in cases {
            assert_eq!(element.into_inner(), html);
        }
    }

    /// In the browser it is bound, which the tests there look at.
    #[cfg(not(feature = "csr"))]
    #[test]
    fn natively_what_signals_say_is_in_the_text() {
        let signal = |text: &'static str| move || Some(text.to_owned());
        let cases = [
            (el("p").bind("title", signal("a\"")), "<p title=\"a&quot;\"></p>"),
            (el("p").bind("hidden", || None), "<p></p>"),
            (el("p").bind_text(|| "a<b".to_owned()).on("click", |_| ()), "<p>a&lt;b</p>"),
            (el("p").bind_inner(|| "<b></b>".to_owned()).bind_element(|_| ()), "<p><b></b></p>"),
            (el("p").with(el("i")).bind_last(|| vec![el("b"), el("s")]), "<p><i></i><b></b><s></s></p>"),
        ];
        for (element, html) in cases {
            assert_eq!(el("div").with(element).into_inner(), html);
        }
    }
}
