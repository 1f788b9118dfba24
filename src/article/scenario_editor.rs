//! The scenario's editor as a template in the page: `assets/scenario.js` fills the stage with it when a reader opens it. Here
//! its words and fields cost a fifth of what they would cost in the app.

use leptos::prelude::*;

use super::scenario_fields::{Field, Kind, LISTS, List, WORDS};

/// The template.
#[component]
pub(crate) fn ScenarioEditor() -> impl IntoView {
    let told = WORDS.told.iter().map(|(name, text)| format!(" {name}=\"{}\"", escaped(text)));
    let template =
        format!("<template id=\"scenario-editor\"{}>{}</template>", told.collect::<String>(), inner());
    view! { <div hidden inner_html=template></div> }
}

fn inner() -> String {
    let lists: String = LISTS.iter().enumerate().map(|(at, of)| list(of, at == 0)).collect();
    format!(
        "<p class=\"hint\">{hint}</p>\
         <p class=\"files\"><button type=\"button\" data-do=\"load\">{load}</button>\
         <button type=\"button\" data-do=\"save\">{save}</button>\
         <button type=\"button\" data-do=\"reset\">{reset}</button>\
         <input type=\"file\" accept=\".json,application/json\" hidden></p>\
         <div class=\"problems refused\" role=\"alert\"></div>\
         <div class=\"views\"><fieldset class=\"form\"><legend>{form}</legend><p class=\"waits\" hidden>{waits}</p>{lists}</fieldset>\
         <div class=\"document\"><label for=\"scenario-text\">{text}</label>\
         <div class=\"numbered\"><pre aria-hidden=\"true\"></pre>\
         <textarea id=\"scenario-text\" rows=\"24\" wrap=\"off\" spellcheck=\"false\" autocomplete=\"off\" autocapitalize=\"off\" \
         aria-describedby=\"scenario-state scenario-problems\"></textarea></div>\
         <p class=\"state\" id=\"scenario-state\" role=\"status\"></p>\
         <div class=\"problems\" id=\"scenario-problems\" role=\"alert\"></div></div></div>",
        hint = escaped(WORDS.hint),
        load = escaped(WORDS.load),
        save = escaped(WORDS.save),
        reset = escaped(WORDS.reset),
        form = escaped(WORDS.form),
        waits = escaped(WORDS.waits),
        text = escaped(WORDS.text),
    )
}

fn list(list: &List, open: bool) -> String {
    let fields: String = list.fields.iter().map(field).collect();
    let then = list.then.map(|(at, label, choices)| {
        format!(
            "<label class=\"then\"><span>{}</span><select data-at=\"{at}\" data-kind=\"text\">{}</select></label>",
            escaped(label),
            options(choices)
        )
    });
    format!(
        "<details class=\"part\"{} data-list=\"{}\" data-first=\"{}\"><summary>{} <span class=\"count\"></span></summary>\
         <p class=\"hint\">{}</p><ol></ol>\
         <template><li>{fields}<button type=\"button\" data-do=\"remove\" data-label=\"{}\">×</button></li></template>\
         <p class=\"below\"><button type=\"button\" data-do=\"add\">{}</button>{}</p></details>",
        if open { " open" } else { "" },
        list.at,
        escaped(list.first),
        escaped(list.title),
        escaped(list.hint),
        escaped(WORDS.remove),
        escaped(list.add),
        then.unwrap_or_default(),
    )
}

fn field(field: &Field) -> String {
    let (class, control) = match field.kind {
        Kind::Text => ("text", "input type=\"text\" data-kind=\"text\""),
        Kind::Number => ("number", "input type=\"number\" min=\"0\" step=\"1\" data-kind=\"number\""),
        Kind::Switch => ("switched", "input type=\"checkbox\" data-kind=\"switch\""),
        Kind::Texts => ("text", "input type=\"text\" data-kind=\"texts\""),
        Kind::Numbers => ("text", "input type=\"text\" inputmode=\"numeric\" data-kind=\"numbers\""),
        Kind::Choice(_) | Kind::NameOf(_) => ("text", "select data-kind=\"text\""),
    };
    let end = match field.kind {
        Kind::Choice(choices) => format!(">{}</select>", options(choices)),
        Kind::NameOf(list) => format!(" data-options=\"{list}\"></select>"),
        _ => " autocomplete=\"off\" spellcheck=\"false\">".to_owned(),
    };
    let optional = if field.optional { " data-optional" } else { "" };
    format!(
        "<label class=\"{class}\"><span>{}</span><{control} data-field=\"{}\"{optional}{end}</label>",
        escaped(field.label),
        field.name
    )
}

fn options(choices: &[&str]) -> String {
    choices.iter().map(|choice| format!("<option>{choice}</option>")).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use gauntlet_scenario::{BUILT_IN, Scenario, rewrite};
    use serde_json::Value;

    use super::*;

    /// The form's pointers and fields are those of the scenario, and the first one of each list makes a valid scenario.
    #[test]
    fn the_form_knows_the_scenario() {
        let whole: Value = serde_json::from_str(BUILT_IN).unwrap();
        for list in LISTS {
            let items = whole.pointer(list.at).and_then(Value::as_array).expect(list.at);
            let first: Value = serde_json::from_str(list.first).expect(list.at);
            for field in list.fields {
                let there = items.iter().chain([&first]).any(|item| item.get(field.name).is_some());
                assert!(there, "{} {}", list.at, field.name);
                assert!(field.optional || first.get(field.name).is_some(), "{} {}", list.at, field.name);
                if let Kind::NameOf(names) = field.kind {
                    assert!(whole.pointer(names).is_some_and(Value::is_array), "{names}");
                }
            }
            if let Some((at, _, choices)) = list.then {
                assert!(choices.contains(&whole.pointer(at).and_then(Value::as_str).expect(at)), "{at}");
                for choice in choices {
                    let mut other = whole.clone();
                    *other.pointer_mut(at).unwrap() = (*choice).into();
                    assert!(Scenario::from_json(&other.to_string()).is_ok(), "{at} {choice}");
                }
            }
            let mut grown = whole.clone();
            let list_of = grown.pointer_mut(list.at).and_then(Value::as_array_mut).unwrap();
            let mut new = first.clone();
            new["name"] = "one-more".into();
            if new.get("address").is_some() {
                new["address"] = "10.255.0.1".into();
            }
            list_of.push(new);
            let text = rewrite(BUILT_IN, &grown.to_string()).unwrap();
            assert!(
                Scenario::from_json(&text).is_ok(),
                "{}: {:?}",
                list.at,
                Scenario::from_json(&text).err()
            );
        }
    }
}
