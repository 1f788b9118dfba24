//! The WAF's own rules by name, each with its family, number and paranoia level. How one matches is the engine's to say.
//!
//! The numbers come from a range that nobody has reserved (440,000 to 599,999). The Core Rule Set has 900,000 to 999,999, and a site's
//! own rules have those below 100,000. Each file of the Core Rule Set has its own thousand, and ours follow it: 942 is 542 here.

use super::AttackFamily;

macro_rules! signatures {
    ($($family:ident { $($name:ident $id:literal $level:literal $text:literal;)+ })+) => {
        /// A built-in rule of an attack family, in the order of reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Signature {
            $($(
                #[doc = concat!("`", $text, "`.")]
                $name,
            )+)+
        }

        /// Every family of attacks.
        pub const FAMILIES: &[AttackFamily] = &[$(AttackFamily::$family,)+];

        impl Signature {
            /// Every rule, in order.
            pub const ALL: &[Self] = &[$($(Self::$name,)+)+];

            /// Its name, as logs and reasons have it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$name => $text,)+)+ }
            }

            /// Its number, as ModSecurity's logs have it.
            #[must_use]
            pub const fn id(self) -> u32 {
                match self { $($(Self::$name => $id,)+)+ }
            }

            /// The lowest paranoia level that includes it.
            #[must_use]
            pub const fn level(self) -> u32 {
                match self { $($(Self::$name => $level,)+)+ }
            }

            /// Its attack family.
            #[must_use]
            pub const fn family(self) -> AttackFamily {
                match self { $($(Self::$name)|+ => AttackFamily::$family,)+ }
            }
        }
    };
}

signatures! {
    SqlInjection {
        SqliTautology 542_100 1 "sqli-tautology";
        SqliUnionSelect 542_110 1 "sqli-union-select";
        SqliStackedStatement 542_120 1 "sqli-stacked-statement";
        SqliCommentTerminator 542_130 1 "sqli-comment-terminator";
        SqliFunction 542_140 1 "sqli-function";
        SqliSubquery 542_150 1 "sqli-subquery";
        SqliCatalogue 542_160 1 "sqli-catalogue";
        SqliProbe 542_170 1 "sqli-probe";
        SqliStatement 542_180 1 "sqli-statement";
        SqliQuote 542_500 2 "sqli-quote";
        SqliKeywords 542_510 2 "sqli-keywords";
    }
    CrossSiteScripting {
        XssScriptTag 541_100 1 "xss-script-tag";
        XssEmbeddingTag 541_110 1 "xss-embedding-tag";
        XssEventHandler 541_120 1 "xss-event-handler";
        XssScriptCall 541_130 1 "xss-script-call";
        XssScriptAddress 541_140 1 "xss-script-address";
        XssElement 541_500 2 "xss-element";
    }
    PathTraversal {
        TraversalParent 530_100 1 "traversal-parent";
        TraversalSystemFile 530_110 1 "traversal-system-file";
        TraversalNullByte 530_120 1 "traversal-null-byte";
        TraversalStep 530_500 2 "traversal-step";
    }
    Scanner {
        ScannerUserAgent 513_100 1 "scanner-user-agent";
        ScannerProbe 513_110 1 "scanner-probe";
    }
    CommandInjection {
        CommandChain 532_100 1 "command-chain";
        CommandSubstitution 532_110 1 "command-substitution";
        CommandShellshock 532_120 1 "command-shellshock";
        CommandWindows 532_130 1 "command-windows";
        CommandScriptCall 532_140 1 "command-script-call";
        CommandSign 532_500 2 "command-sign";
    }
    XmlExternalEntity {
        XmlEntity 545_100 1 "xml-external-entity";
    }
    JndiInjection {
        JndiLookup 544_100 1 "jndi-lookup";
    }
    TemplateInjection {
        TemplateExpression 546_100 1 "template-expression";
        TemplateObject 546_110 1 "template-object";
        TemplateSign 546_500 2 "template-sign";
    }
    ServerSideRequestForgery {
        SsrfMetadata 534_100 1 "ssrf-metadata";
        SsrfAddress 534_110 1 "ssrf-address";
        SsrfPrivate 534_500 2 "ssrf-private";
    }
    RemoteFileInclusion {
        RemoteFile 531_100 1 "rfi-address";
    }
    PhpInjection {
        PhpCode 533_100 1 "php-code";
        PhpWrapper 533_110 1 "php-wrapper";
    }
    NosqlInjection {
        NosqlOperator 547_100 1 "nosql-operator";
    }
    LdapInjection {
        LdapFilter 548_100 1 "ldap-filter";
    }
    HeaderInjection {
        HeaderInjection 521_100 1 "header-injection";
    }
}
