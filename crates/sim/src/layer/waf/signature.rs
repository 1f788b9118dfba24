//! The WAF's own rules by name, each with its family. How one matches stands beside its kind; what it looks for, in words, is
//! [`gauntlet_explain::explain`]'s to say.

use gauntlet_scenario::model::AttackFamily;

macro_rules! signatures {
    ($($family:ident { $($name:ident $text:literal;)+ })+) => {
        /// A named rule for attacks of a family, in the order in which rules are told.
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
            /// Its name, as logs and reasons have it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$name => $text,)+)+ }
            }

            /// The family of attacks that it is for.
            #[must_use]
            pub const fn family(self) -> AttackFamily {
                match self { $($(Self::$name)|+ => AttackFamily::$family,)+ }
            }
        }
    };
}

signatures! {
    SqlInjection {
        SqliTautology "sqli-tautology";
        SqliUnionSelect "sqli-union-select";
        SqliStackedStatement "sqli-stacked-statement";
        SqliCommentTerminator "sqli-comment-terminator";
        SqliFunction "sqli-function";
        SqliSubquery "sqli-subquery";
        SqliCatalogue "sqli-catalogue";
        SqliProbe "sqli-probe";
        SqliStatement "sqli-statement";
    }
    CrossSiteScripting {
        XssScriptTag "xss-script-tag";
        XssEmbeddingTag "xss-embedding-tag";
        XssEventHandler "xss-event-handler";
        XssScriptCall "xss-script-call";
        XssScriptAddress "xss-script-address";
    }
    PathTraversal {
        TraversalParent "traversal-parent";
        TraversalSystemFile "traversal-system-file";
        TraversalNullByte "traversal-null-byte";
    }
    Scanner {
        ScannerUserAgent "scanner-user-agent";
        ScannerProbe "scanner-probe";
    }
    CommandInjection {
        CommandChain "command-chain";
        CommandSubstitution "command-substitution";
        CommandShellshock "command-shellshock";
        CommandWindows "command-windows";
        CommandScriptCall "command-script-call";
    }
    XmlExternalEntity {
        XmlEntity "xml-external-entity";
    }
    JndiInjection {
        JndiLookup "jndi-lookup";
    }
    TemplateInjection {
        TemplateExpression "template-expression";
        TemplateObject "template-object";
    }
    ServerSideRequestForgery {
        SsrfMetadata "ssrf-metadata";
        SsrfAddress "ssrf-address";
    }
    RemoteFileInclusion {
        RemoteFile "rfi-address";
    }
    PhpInjection {
        PhpCode "php-code";
        PhpWrapper "php-wrapper";
    }
    NosqlInjection {
        NosqlOperator "nosql-operator";
    }
    LdapInjection {
        LdapFilter "ldap-filter";
    }
    HeaderInjection {
        HeaderInjection "header-injection";
    }
}
