//! In the browser: effects that update markup when signals change, and its event listeners. All effects share one type, and all
//! listeners another, so the wasm holds their code once.

use leptos::prelude::*;
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, Node};

use super::El;

/// One thing that signals change in an element, or a listener on it.
pub(super) enum Live {
    /// An attribute; none where there is no value.
    Attribute(&'static str, Box<dyn Fn() -> Option<String> + Send>),
    /// What is in it.
    Inner(Box<dyn Fn() -> String + Send>),
    /// Elements at its end.
    Last(Box<dyn Fn() -> Vec<El> + Send>),
    /// Any other change to it.
    Whole(Box<dyn Fn(&Element) + Send>),
    /// An event.
    Heard(&'static str, Box<dyn Fn(Event) + Send>),
}

impl El {
    /// Binds an attribute; without a value it is removed.
    #[must_use]
    pub fn bind(self, name: &'static str, value: impl Fn() -> Option<String> + Send + 'static) -> Self {
        self.living(Live::Attribute(name, Box::new(value)))
    }

    /// Binds its whole content, as markup.
    #[must_use]
    pub fn bind_inner(self, inner: impl Fn() -> String + Send + 'static) -> Self {
        self.living(Live::Inner(Box::new(inner)))
    }

    /// Binds the elements at its end. An element whose text comes out the same stays in the page, and keeps the focus.
    #[must_use]
    pub fn bind_last(self, last: impl Fn() -> Vec<Self> + Send + 'static) -> Self {
        self.living(Live::Last(Box::new(last)))
    }

    /// Binds any other change to the element.
    #[must_use]
    pub fn bind_element(self, change: impl Fn(&Element) + Send + 'static) -> Self {
        self.living(Live::Whole(Box::new(change)))
    }

    /// Adds an event listener.
    #[must_use]
    pub fn on(self, event: &'static str, then: impl Fn(Event) + Send + 'static) -> Self {
        self.living(Live::Heard(event, Box::new(then)))
    }

    #[inline(never)]
    fn living(mut self, live: Live) -> Self {
        self.0.own.push(live);
        self
    }
}

/// An element on the page, with its effects and listeners.
pub struct Shown {
    text: String,
    /// The element, and those in it that something is bound to, in their order.
    elements: Vec<Element>,
    bound: Vec<Bound>,
}

/// An effect or a listener, which ends when this is dropped.
enum Bound {
    Effect { _kept: RenderEffect<Last> },
    Listener { element: Element, event: &'static str, heard: Closure<dyn Fn(Event)> },
}

/// What an effect has set last.
#[derive(Default)]
struct Last {
    value: Option<String>,
    children: Vec<Shown>,
}

impl Drop for Bound {
    fn drop(&mut self) {
        if let Self::Listener { element, event, heard } = self {
            // Never fails for a function.
            let _ = element.remove_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
        }
    }
}

impl Shown {
    /// `holder` parses the text: inside an SVG the same tag names mean other elements.
    #[inline(never)]
    fn new(el: El, holder: Element) -> Self {
        let mut text = String::new();
        el.write(&mut text);
        holder.set_inner_html(&text);
        let element = holder.first_element_child().unwrap_or(holder);
        let mut elements = vec![element.clone()];
        if let Ok(marked) = element.query_selector_all("[data-live]") {
            for at in 0..marked.length() {
                let marked = marked.item(at).map(Node::unchecked_into::<Element>);
                elements.extend(marked.inspect(|element| {
                    let _ = element.remove_attribute("data-live");
                }));
            }
        }
        let mut shown = Self { text, elements, bound: Vec::new() };
        shown.bind(el);
        shown
    }

    fn bind(&mut self, el: El) {
        let lives = [el.0.own].into_iter().chain(el.0.below);
        let mut bound = Vec::new();
        for (element, lives) in self.elements.iter().zip(lives) {
            bound.extend(lives.into_iter().map(|live| bind(element.clone(), live)));
        }
        self.bound = bound;
    }

    /// Replaces it. If the text is the same, its elements stay and only their bindings change.
    #[inline(never)]
    fn replace(&mut self, el: El, holder: Element) {
        let mut text = String::new();
        el.write(&mut text);
        if text == self.text {
            self.bind(el);
        } else {
            let other = Self::new(el, holder);
            // Never fails for an element.
            let _ = self.elements[0].replace_with_with_node_1(&other.elements[0]);
            *self = other;
        }
    }
}

fn bind(element: Element, live: Live) -> Bound {
    if let Live::Heard(event, then) = live {
        let owner = Owner::current().unwrap_or_default();
        let heard = Closure::<dyn Fn(Event)>::new(move |event| owner.with(|| then(event)));
        // Never fails for a function.
        let _ = element.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
        return Bound::Listener { element, event, heard };
    }
    let effect = RenderEffect::new(move |last: Option<Last>| {
        let begins = last.is_none();
        let mut last = last.unwrap_or_default();
        match &live {
            Live::Attribute(name, value) => {
                let value = value();
                if begins || last.value != value {
                    // Neither fails for a name of the program's own.
                    let _ = match &value {
                        Some(value) => element.set_attribute(name, value),
                        None => element.remove_attribute(name),
                    };
                    last.value = value;
                }
            }
            Live::Inner(inner) => {
                let inner = Some(inner());
                if last.value != inner {
                    element.set_inner_html(inner.as_deref().unwrap_or_default());
                    last.value = inner;
                }
            }
            Live::Last(children) => place(&element, children(), &mut last.children),
            Live::Whole(change) => change(&element),
            Live::Heard(..) => {}
        }
        last
    });
    Bound::Effect { _kept: effect }
}

/// Replaces the elements at the end of another.
fn place(within: &Element, children: Vec<El>, shown: &mut Vec<Shown>) {
    // None of these fails for elements.
    for gone in shown.drain(children.len().min(shown.len())..) {
        gone.elements[0].remove();
    }
    for (at, child) in children.into_iter().enumerate() {
        let Ok(holder) = within.clone_node().map(Node::unchecked_into) else { continue };
        match shown.get_mut(at) {
            Some(shown) => shown.replace(child, holder),
            None => {
                let child = Shown::new(child, holder);
                let _ = within.append_child(&child.elements[0]);
                shown.push(child);
            }
        }
    }
}

impl Render for El {
    type State = Shown;

    fn build(self) -> Shown {
        Shown::new(self, document().create_element("div").unwrap_throw())
    }

    fn rebuild(self, shown: &mut Shown) {
        shown.replace(self, document().create_element("div").unwrap_throw());
    }
}

impl Mountable for Shown {
    fn unmount(&mut self) {
        self.elements[0].unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.elements[0].mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.elements[0].insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.elements[0].clone()]
    }
}
