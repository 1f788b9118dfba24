//! The rules that are lists of texts: in `table.txt`, below each rule's name and where it looks.

use super::Signature;
use super::glob::Scope;

/// The patterns, one a line. [`super::glob`] explains the signs in them.
pub(super) const TEXT: &str = include_str!("table.txt");

/// What each list is for, in the file's order.
pub(super) const LISTS: &[(Signature, Scope)] = &[
    (Signature::XmlEntity, Scope::ALL),
    (Signature::JndiLookup, Scope::ALL),
    (Signature::TemplateExpression, Scope::ALL),
    (Signature::TemplateObject, Scope::ALL),
    (Signature::SsrfMetadata, Scope::ALL),
    (Signature::SsrfAddress, Scope::VALUES),
    (Signature::RemoteFile, Scope::VALUES),
    (Signature::PhpCode, Scope::ALL),
    (Signature::PhpWrapper, Scope::ALL),
    (Signature::NosqlOperator, Scope::ALL),
    (Signature::LdapFilter, Scope::ALL),
    (Signature::HeaderInjection, Scope::BRIEF),
    (Signature::HeaderInjection, Scope::ALL),
    (Signature::HeaderInjection, Scope::PATH),
    (Signature::SqliFunction, Scope::ALL),
    (Signature::SqliCatalogue, Scope::ALL),
    (Signature::SqliTautology, Scope::ALL),
    (Signature::SqliCommentTerminator, Scope::ALL),
    (Signature::XssScriptCall, Scope::ALL),
    (Signature::TraversalParent, Scope::ALL),
    (Signature::TraversalSystemFile, Scope::VALUES),
    (Signature::TraversalSystemFile, Scope::PATH),
    (Signature::CommandChain, Scope::ALL),
    (Signature::CommandShellshock, Scope::ALL),
    (Signature::CommandShellshock, Scope::HEADER),
    (Signature::CommandScriptCall, Scope::ALL),
    (Signature::ScannerUserAgent, Scope::AGENT),
    (Signature::ScannerProbe, Scope::PATH),
    (Signature::SqliQuote, Scope::VALUES),
    (Signature::SqliKeywords, Scope::VALUES),
    (Signature::XssElement, Scope::VALUES),
    (Signature::TraversalStep, Scope::ALL),
    (Signature::CommandSign, Scope::VALUES),
    (Signature::TemplateSign, Scope::VALUES),
    (Signature::SsrfPrivate, Scope::VALUES),
];
