//! The texts that the build made of the content file, and how one with places to fill is filled: counts take the language's
//! forms, numbers its digits and marks.

use std::fmt;

use gauntlet_model::journey::{ClientSees, Direction, Phase, TlsEnd};
use gauntlet_model::layer::Layer;
use gauntlet_model::numbers::Numbers;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::Distrust;

pub use gauntlet_model::text::fill;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A text with places to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// `{name}` stands for a value, `{name:number}` for one that is written as the language writes numbers.
    One(&'static str),
    /// A text for each form that a count takes.
    Counted {
        /// The place whose value counts.
        by: &'static str,
        /// Plural category, as CLDR names it, and text.
        forms: &'static [(&'static str, &'static str)],
    },
}

/// Names the sentence of a reason.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Key(u16);

impl Key {
    /// Its name in the content file, without the group's.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.of(KEYS)
    }

    /// The sentence.
    #[must_use]
    pub fn template(self) -> Template {
        let sentence = self.of(SENTENCES);
        let counted = sentence.strip_prefix('\u{1}').and_then(|at| COUNTED.get(at.parse::<usize>().ok()?));
        counted.copied().unwrap_or(Template::One(sentence))
    }

    fn of(self, all: &'static str) -> &'static str {
        all.split('\0').nth(self.0.into()).unwrap_or_default()
    }

    /// Every key.
    pub fn all() -> impl Iterator<Item = Self> {
        KEYS.split('\0').zip(0..).map(|(_, at)| Self(at))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Words of a value: in the language of the build, and as traces and logs have them in every build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub(crate) &'static [Template; 2]);

/// For whom a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A person, in the language of the build.
    Person,
    /// A program, which reads the same of every build.
    Program,
}

impl Words {
    /// A part of a request, and how it relates to the part of that name.
    pub(crate) const PART_AND_ASIDE: Self = Self::alike(&[Template::One("{part} {aside}"); 2]);
    /// A pod.
    pub(crate) const POD: Self = Self::alike(&[Template::One("{namespace}/{name}"); 2]);

    /// Nothing but values and signs.
    const fn alike(both: &'static [Template; 2]) -> Self {
        Self(both)
    }

    /// The text for a reader.
    #[must_use]
    pub const fn of(self, reader: Reader) -> Template {
        let Self([here, everywhere]) = self;
        match reader {
            Reader::Person => *here,
            Reader::Program => *everywhere,
        }
    }
}

impl Template {
    /// The text with its places filled; one without a value becomes a question mark.
    #[must_use]
    pub fn fill_with<'a>(self, value: &dyn Fn(&str) -> Option<&'a str>) -> String {
        self.fill_for(Reader::Person, value)
    }

    /// The same, for a reader.
    #[must_use]
    pub fn fill_for<'a>(self, reader: Reader, value: &dyn Fn(&str) -> Option<&'a str>) -> String {
        let numbers = if reader == Reader::Person { NUMBERS } else { BUILT_IN_NUMBERS };
        let form = |count| numbers.form(count);
        let number = |count| numbers.written(count);
        let text = match self {
            Self::One(text) => text,
            Self::Counted { by, forms } => {
                let form = value(by).and_then(whole).map_or("other", form);
                let text = |form: &str| forms.iter().find(|(name, _)| *name == form).map(|(_, text)| *text);
                text(form).or_else(|| text("other")).unwrap_or_default()
            }
        };
        fill(text, &|place| match place.split_once(':') {
            None => value(place).map(str::to_owned),
            Some((name, _)) => value(name).map(|value| whole(value).map_or_else(|| value.to_owned(), number)),
        })
    }

    /// The same, with the values by name.
    #[must_use]
    pub fn fill(self, values: &[(&str, &str)]) -> String {
        self.fill_with(&|name| values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }

    /// Every text of it.
    #[must_use]
    pub fn texts(self) -> Vec<&'static str> {
        match self {
            Self::One(text) => vec![text],
            Self::Counted { forms, .. } => forms.iter().map(|(_, text)| *text).collect(),
        }
    }
}

fn whole(value: &str) -> Option<u64> {
    value.parse().ok()
}

/// A time as the language writes its fractions.
#[must_use]
pub fn time(time: Micros) -> String {
    time.to_string().replace('.', SEPARATOR)
}

/// What the caller observes, as a sentence.
#[must_use]
pub fn client_sees(client: &ClientSees, direction: Direction) -> String {
    let of = |ingress: Template, egress: Template| match direction {
        Direction::Ingress => ingress,
        Direction::Egress => egress,
    };
    let who = plain(direction, CLIENT_WHO_INGRESS, CLIENT_WHO_EGRESS);
    let by = |text: Template| text.fill(&[("who", &who)]);
    match client {
        ClientSees::HttpStatus { status, from } => {
            let status = status.to_string();
            of(CLIENT_INGRESS_STATUS, CLIENT_EGRESS_STATUS)
                .fill(&[("status", &status), ("layer", layer(*from))])
        }
        ClientSees::Timeout { after_us, phase } => {
            let seconds = (after_us.get() / 1_000_000).to_string();
            let text = match phase {
                Phase::Connecting => of(CLIENT_INGRESS_TIMEOUT, CLIENT_EGRESS_TIMEOUT),
                Phase::Resolving => CLIENT_TIMEOUT_RESOLVING,
                Phase::TlsHandshake => CLIENT_TIMEOUT_TLS,
                Phase::Response => CLIENT_TIMEOUT_RESPONSE,
            };
            text.fill(&[("who", &who), ("seconds", &seconds)])
        }
        ClientSees::TlsFailure(TlsEnd::Alert(alert, from)) => {
            of(CLIENT_INGRESS_TLS_FAILURE, CLIENT_EGRESS_TLS_FAILURE)
                .fill(&[("alert", alert.name()), ("layer", layer(*from))])
        }
        ClientSees::TlsFailure(TlsEnd::Refused(why)) => by(match why {
            Distrust::Expired => CLIENT_CERTIFICATE_EXPIRED,
            Distrust::OtherName => CLIENT_CERTIFICATE_OTHER_NAME,
            Distrust::SelfSigned => CLIENT_CERTIFICATE_SELF_SIGNED,
        }),
        ClientSees::TlsFailure(TlsEnd::ClearText(by)) => {
            CLIENT_CLEAR_TEXT.fill(&[("who", &who), ("layer", layer(*by))])
        }
        ClientSees::Refused { .. } => plain(direction, CLIENT_INGRESS_REFUSED, CLIENT_EGRESS_REFUSED),
        ClientSees::Reset { phase: Phase::TlsHandshake } => by(CLIENT_RESET_TLS),
        ClientSees::Reset { .. } => plain(direction, CLIENT_INGRESS_RESET, CLIENT_EGRESS_RESET),
        ClientSees::EmptyReply { phase: Phase::TlsHandshake } => by(CLIENT_EMPTY_REPLY_TLS),
        ClientSees::EmptyReply { .. } => by(CLIENT_EMPTY_REPLY),
        ClientSees::NameNotResolved => {
            plain(direction, CLIENT_INGRESS_NAME_NOT_RESOLVED, CLIENT_EGRESS_NAME_NOT_RESOLVED)
        }
    }
}

fn plain(direction: Direction, ingress: &str, egress: &str) -> String {
    match direction {
        Direction::Ingress => ingress.to_owned(),
        Direction::Egress => egress.to_owned(),
    }
}

/// A layer's name in running text.
#[must_use]
pub const fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Internet => LAYER_INTERNET,
        Layer::Firewall => LAYER_FIREWALL,
        Layer::Waf => LAYER_WAF,
        Layer::LoadBalancer => LAYER_LOAD_BALANCER,
        Layer::ReverseProxy => LAYER_REVERSE_PROXY,
        Layer::ApiGateway => LAYER_API_GATEWAY,
        Layer::Service => LAYER_SERVICE,
        Layer::NetworkPolicy => LAYER_NETWORK_POLICY,
        Layer::Pod => LAYER_POD,
        Layer::Dns => LAYER_DNS,
        Layer::NatGateway => LAYER_NAT_GATEWAY,
        Layer::EgressFirewall => LAYER_EGRESS_FIREWALL,
        Layer::External => LAYER_EXTERNAL,
    }
}
