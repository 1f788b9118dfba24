//! Every way in which a layer stops a packet, as a closed list. Its text, `layer.reason`, is a public contract; inside, codes are
//! compared as what they are.

use std::fmt;

use serde::ser::{Serialize, Serializer};

use crate::journey::Verdict;
use crate::layer::Layer;

macro_rules! codes {
    ($($layer:ident { $($verdict:ident $code:ident $reason:literal;)+ })+) => {
        /// A stable code for one way in which a layer stops a packet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(
                #[doc = concat!("`", $reason, "` of ", stringify!($layer), ".")]
                $code,
            )+)+
        }

        impl Code {
            /// All of them, in the order of layers.
            pub const ALL: &[Self] = &[$($(Self::$code,)+)+];

            /// The layer that stops it: the code's first half.
            #[must_use]
            pub const fn layer(self) -> Layer {
                match self { $($(Self::$code)|+ => Layer::$layer,)+ }
            }

            /// Why, in `snake_case`: the code's second half.
            #[must_use]
            pub const fn reason(self) -> &'static str {
                match self { $($(Self::$code => $reason,)+)+ }
            }

            /// `Block` by policy, `Fail` for what is broken or missing.
            #[must_use]
            pub const fn verdict(self) -> Verdict {
                match self { $($(Self::$code => Verdict::$verdict,)+)+ }
            }
        }
    };
}

codes! {
    Firewall {
        Block FirewallSourceDenied "source_denied";
        Block FirewallPortDenied "port_denied";
        Block FirewallProtocolDenied "protocol_denied";
        Block FirewallDefaultDenied "default_denied";
    }
    Waf {
        Fail WafWrongProtocol "wrong_protocol";
        Fail WafTlsVersion "tls_version";
        Fail WafCertificateName "certificate_name";
        Fail WafCertificateExpired "certificate_expired";
        Block WafSqlInjection "sql_injection";
        Block WafCrossSiteScripting "cross_site_scripting";
        Block WafPathTraversal "path_traversal";
        Block WafCommandInjection "command_injection";
        Block WafCustomRule "custom_rule";
        Block WafXmlExternalEntity "xml_external_entity";
        Block WafJndiInjection "jndi_injection";
        Block WafTemplateInjection "template_injection";
        Block WafServerSideRequestForgery "server_side_request_forgery";
        Block WafRemoteFileInclusion "remote_file_inclusion";
        Block WafPhpInjection "php_injection";
        Block WafNosqlInjection "nosql_injection";
        Block WafLdapInjection "ldap_injection";
        Block WafHeaderInjection "header_injection";
        Block WafScanner "scanner";
        Block WafBodyTooLarge "body_too_large";
        Block WafMethodNotAllowed "method_not_allowed";
        Block WafContentTypeNotAllowed "content_type_not_allowed";
        Fail WafUpstreamFailed "upstream_failed";
    }
    LoadBalancer {
        Fail LoadBalancerListenerMissing "listener_missing";
        Fail LoadBalancerNoHealthyNode "no_healthy_node";
        Fail LoadBalancerNodeUnreachable "node_unreachable";
        Fail LoadBalancerUpstreamFailed "upstream_failed";
    }
    ReverseProxy {
        Fail ReverseProxyProxyProtocol "proxy_protocol";
        Fail ReverseProxyWrongProtocol "wrong_protocol";
        Fail ReverseProxyTlsVersion "tls_version";
        Fail ReverseProxyCertificateName "certificate_name";
        Fail ReverseProxyCertificateExpired "certificate_expired";
        Fail ReverseProxyBadRequest "bad_request";
        Fail ReverseProxyAmbiguousLength "ambiguous_length";
        Block ReverseProxyUriTooLong "uri_too_long";
        Block ReverseProxyHeadTooLarge "head_too_large";
        Block ReverseProxyMethodDenied "method_denied";
        Fail ReverseProxyNotImplemented "not_implemented";
        Fail ReverseProxyHttpVersion "http_version";
        Fail ReverseProxyNoRoute "no_route";
        Block ReverseProxyBodyTooLarge "body_too_large";
        Block ReverseProxySourceDenied "source_denied";
        Fail ReverseProxyUpstreamTimeout "upstream_timeout";
        Fail ReverseProxyUpstreamRefused "upstream_refused";
        Fail ReverseProxyUpstreamClosed "upstream_closed";
        Fail ReverseProxyNoEndpoints "no_endpoints";
    }
    ApiGateway {
        Block ApiGatewayUnauthenticated "unauthenticated";
        Block ApiGatewayForbidden "forbidden";
        Block ApiGatewayRateLimited "rate_limited";
    }
    Service {
        Fail ServiceNotFound "not_found";
        Fail ServicePortNotExposed "port_not_exposed";
        Fail ServiceNoReadyEndpoints "no_ready_endpoints";
    }
    NetworkPolicy {
        Block NetworkPolicyEgressDenied "egress_denied";
        Block NetworkPolicyIngressDenied "ingress_denied";
    }
    Pod {
        Fail PodNotListening "not_listening";
        Fail PodNoTls "no_tls";
        Fail PodCrashed "crashed";
        Fail PodOverloaded "overloaded";
        Fail PodTooSlow "too_slow";
    }
    Dns {
        Fail DnsNoSuchName "no_such_name";
    }
    NatGateway {
        Fail NatGatewayNoRoute "no_route";
        Fail NatGatewayPortsExhausted "ports_exhausted";
    }
    EgressFirewall {
        Block EgressFirewallNameMissing "name_missing";
        Block EgressFirewallDestinationDenied "destination_denied";
        Block EgressFirewallNameDenied "name_denied";
    }
    External {
        Block ExternalSourceNotAllowListed "source_not_allow_listed";
        Fail ExternalUnreachable "unreachable";
        Fail ExternalNoWayBack "no_way_back";
        Fail ExternalTooSlow "too_slow";
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.layer(), self.reason())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
