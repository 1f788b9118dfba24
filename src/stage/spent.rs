//! Where an answered request spent its time: on the wire, in the layers, and in the pod or API that answered.

use gauntlet_model::journey::{Outcome, Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::report::{Member, Report};
use gauntlet_model::time::Micros;

use crate::markup::{El, el};
use crate::messages;

/// How wide the bar is, in its own units.
const WIDTH: u64 = 1000;

/// How many layers let it through, and a bar of where the time went; nothing if it wasn't answered.
pub(super) fn spent(report: &Report) -> Option<El> {
    if report.outcome != Outcome::Answered || report.took_us == 0 {
        return None;
    }
    // DNS answers a question about the name and never sees the request.
    let asked = report.hops.iter().filter(|hop| hop.way == Way::Request && hop.layer != Layer::Dns);
    let passed = asked.filter(|hop| hop.verdict == Verdict::Pass).count().saturating_sub(1);
    let [answering, layers] = [true, false].map(|answers| {
        let hops = report.hops.iter().filter(|hop| (hop.verdict == Verdict::Answer) == answers);
        hops.map(|hop| hop.took_us).sum::<u64>()
    });
    let parts = [
        ("way", messages::STAGE_CARD_WAY.to_owned(), report.took_us.saturating_sub(answering + layers)),
        ("layers", messages::STAGE_CARD_LAYERS.to_owned(), layers),
        ("answering", by(report).unwrap_or_default(), answering),
    ];
    let mut bar = el("svg").class("bar").set("aria-hidden", "true").set("preserveAspectRatio", "none");
    bar = bar.set("viewBox", "0 0 1000 10");
    let mut legend = el("p").class("times");
    let mut from = 0;
    for (class, name, took) in parts {
        let until = from + took.saturating_mul(WIDTH) / report.took_us;
        let place = [("x", from as f64), ("width", until.saturating_sub(from) as f64), ("height", 10.0)];
        bar = bar.with(el("rect").class(class).place(&place));
        let text = [name.as_str(), " ", &Micros::new(took).to_string()].concat();
        legend = legend.with(el("span").class(class).text(&text)).text(" ");
        from = until;
    }
    let count = passed.to_string();
    let told = messages::fill(messages::STAGE_CARD_PASSED, &[("count", &count)]);
    Some(el("div").class("spent").with(el("p").text(&told)).text(" ").with(bar).with(legend))
}

/// Who answered: the pod by its name, or the layer.
pub(super) fn by(report: &Report) -> Option<String> {
    let answer = report.hops.iter().find(|hop| hop.verdict == Verdict::Answer)?;
    let chosen = |member: &&Member| !member.node && member.chosen_at.is_some();
    let pod = report.members.iter().find(chosen).filter(|_| answer.layer == Layer::Pod);
    Some(pod.map_or_else(|| messages::layer(answer.layer).to_owned(), |pod| pod.name.clone()))
}
