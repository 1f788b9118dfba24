//! The vocabulary that all of Gauntlet shares: layers and their verdicts, packets and what they carry, and the reports that a
//! page or a terminal shows. No rules, and no sentences.

pub mod ask;
pub mod code;
pub mod composed;
pub mod curl;
pub mod editor;
pub mod http;
pub mod journey;
pub mod layer;
pub mod numbers;
pub mod packet;
pub mod question;
pub mod report;
pub mod text;
pub mod time;
pub mod tls;
