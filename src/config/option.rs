//! What an option is: its name, its default and its bounds, and how a text becomes a value.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Result};

/// What a person can set, as the page's build reads it.
#[derive(Debug, Clone, Serialize)]
pub struct OptionSpec {
    /// The name, as an attribute and in the URL.
    pub name: &'static str,
    /// The name on the page.
    pub title: &'static str,
    /// Under which heading it stands on the page.
    pub group: &'static str,
    /// What it is for, in one sentence.
    pub doc: &'static str,
    /// The value where neither a person nor the preset gives one.
    pub default: &'static str,
    #[serde(flatten)]
    pub kind: Kind,
    /// Where the option has an effect at all; nothing where it always has.
    pub when: Option<When>,
}

/// The values that an option can have.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    Choice {
        choices: Vec<&'static str>,
    },
    /// `on` or `off`.
    Switch,
    Integer {
        min: u32,
        max: u32,
    },
    Number {
        min: f64,
        max: f64,
    },
    /// Whole numbers with commas between them.
    List {
        min: u32,
        max: u32,
        shortest: usize,
        longest: usize,
    },
}

/// Another option, and those of its values with which an option has an effect.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct When {
    pub option: &'static str,
    pub values: &'static [&'static str],
}

impl OptionSpec {
    /// The value that a text stands for.
    ///
    /// # Errors
    /// `invalid_option` with the name, the value and the bound.
    pub fn parse(&self, text: &str) -> Result<Value> {
        let refuse = || self.refuse(format!("\"{text}\""));
        let value = match &self.kind {
            Kind::Choice { .. } => Value::from(text),
            Kind::Switch => match text {
                "on" => Value::from(true),
                "off" => Value::from(false),
                _ => return Err(refuse()),
            },
            Kind::Integer { .. } => Value::from(text.trim().parse::<u32>().map_err(|_| refuse())?),
            Kind::Number { .. } => {
                let number: f64 = text.trim().parse().map_err(|_| refuse())?;
                if !number.is_finite() {
                    return Err(refuse());
                }
                Value::from(number)
            }
            Kind::List { .. } => text
                .split(',')
                .map(|item| item.trim().parse::<u32>().map(Value::from))
                .collect::<std::result::Result<Value, _>>()
                .map_err(|_| refuse())?,
        };
        self.check(&value)?;
        Ok(value)
    }

    /// The text that stands for a value of this option.
    pub fn text(&self, value: &Value) -> String {
        match value {
            Value::Bool(true) => "on".to_owned(),
            Value::Bool(false) => "off".to_owned(),
            Value::String(text) => text.clone(),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(Value::to_string).collect();
                items.join(",")
            }
            Value::Number(number) => number.as_f64().map_or(String::new(), |n| n.to_string()),
            other => other.to_string(),
        }
    }

    /// Checks a value that may come from a file.
    ///
    /// # Errors
    /// `invalid_option` with the name, the value and the bound.
    pub fn check(&self, value: &Value) -> Result<()> {
        let within = |value: &Value, min: f64, max: f64| {
            value.as_f64().is_some_and(|n| (min..=max).contains(&n))
        };
        let whole = |value: &Value, min: u32, max: u32| {
            value.as_u64().is_some() && within(value, min.into(), max.into())
        };
        let fits = match &self.kind {
            Kind::Choice { choices } => value.as_str().is_some_and(|text| choices.contains(&text)),
            Kind::Switch => value.is_boolean(),
            Kind::Integer { min, max } => whole(value, *min, *max),
            Kind::Number { min, max } => within(value, *min, *max),
            Kind::List {
                min,
                max,
                shortest,
                longest,
            } => value.as_array().is_some_and(|items| {
                (*shortest..=*longest).contains(&items.len())
                    && items.iter().all(|item| whole(item, *min, *max))
            }),
        };
        if fits {
            return Ok(());
        }
        Err(self.refuse(match value {
            Value::String(text) => format!("\"{text}\""),
            value => self.text(value),
        }))
    }

    fn refuse(&self, value: String) -> Error {
        Error::InvalidOption {
            name: self.name.to_owned(),
            value,
            bound: self.bound(),
        }
    }

    /// What a value must be, in words.
    fn bound(&self) -> String {
        match &self.kind {
            Kind::Choice { choices } => format!("one of {}", choices.join(", ")),
            Kind::Switch => "on or off".to_owned(),
            Kind::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Kind::Number { min, max } => format!("a number from {min} to {max}"),
            Kind::List {
                min,
                max,
                shortest,
                longest,
            } if shortest == longest => {
                format!("{shortest} whole numbers from {min} to {max} with a comma between them")
            }
            Kind::List {
                min,
                max,
                shortest,
                longest,
            } => format!(
                "{shortest} to {longest} whole numbers from {min} to {max} with commas between them"
            ),
        }
    }
}
