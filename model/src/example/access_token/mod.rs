//! How to write and read data with an access token, one function a tool.

mod read;
mod write;

use crate::access_token::{AccessMode, Direction, Endpoints};
use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// A program that writes or reads data.
    Tool {
        /// VictoriaMetrics' own collector.
        Vmagent = "vmagent",
        /// Prometheus, by remote write.
        Prometheus = "prometheus",
        /// The command line, in either direction.
        Curl = "curl",
        /// The OpenTelemetry Collector.
        OpenTelemetry = "opentelemetry",
        /// The collector of the Influx world.
        Telegraf = "telegraf",
        /// Dashboards.
        Grafana = "grafana",
        /// VictoriaMetrics' alerting and recording rules: reads, and writes what it computed.
        Vmalert = "vmalert",
        /// Dashboards as code.
        Perses = "perses",
    }
}

impl Tool {
    /// The tools that have an example in this direction, the usual one first.
    pub fn of(direction: Direction) -> &'static [Self] {
        match direction {
            Direction::Write => {
                &[Self::Vmagent, Self::Prometheus, Self::Curl, Self::OpenTelemetry, Self::Telegraf]
            }
            Direction::Read => &[Self::Grafana, Self::Curl, Self::Vmalert, Self::Perses],
        }
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Vmagent => "vmagent",
            Self::Prometheus => "Prometheus",
            Self::Curl => "curl",
            Self::OpenTelemetry => "OpenTelemetry",
            Self::Telegraf => "Telegraf",
            Self::Grafana => "Grafana",
            Self::Vmalert => "vmalert",
            Self::Perses => "Perses",
        }
    }

    /// The access that it needs.
    pub fn needs(self) -> AccessMode {
        match self {
            Self::Vmagent | Self::Prometheus | Self::Curl | Self::OpenTelemetry | Self::Telegraf => {
                AccessMode::Write
            }
            Self::Grafana | Self::Perses => AccessMode::Read,
            Self::Vmalert => AccessMode::ReadWrite,
        }
    }
}

/// What the texts are about: the token, without its value, and its deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Where the token writes and reads.
    pub endpoints: Endpoints,
    /// What it may do.
    pub mode: AccessMode,
    /// The deployment's name.
    pub deployment: String,
    /// The version of VictoriaMetrics that the deployment runs, such as `v1.79.5`; empty where it is not known.
    pub version: String,
}

impl Setting {
    /// Whether VictoriaMetrics is older than v1.`minor`; false where its version is not known.
    fn is_older_than(&self, minor: u32) -> bool {
        let mut numbers = self.version.trim_start_matches('v').split(['.', '-']).map(str::parse);
        matches!((numbers.next(), numbers.next()), (Some(Ok(1)), Some(Ok(own))) if own < minor)
    }
}

/// A text that works as it stands. With a real value in it it is a secret, so it can't be printed by accident.
#[derive(Clone, PartialEq)]
pub struct Example {
    /// The whole text.
    pub text: String,
    /// What it is written in.
    pub language: &'static str,
    /// The name of the file that it belongs into; `None` for a command.
    pub file: Option<&'static str>,
    /// The URL that the tool calls.
    pub url: String,
    /// What to paste into the tool's own pages instead, each with the name of its field.
    pub fields: Vec<(&'static str, String)>,
    /// What to do with it, and what then happens.
    pub expect: &'static str,
    /// What else one has to know.
    pub note: Option<&'static str>,
}

impl Example {
    fn command(text: String, url: String, expect: &'static str) -> Self {
        Self { text, language: "Shell", file: None, url, fields: Vec::new(), expect, note: None }
    }

    fn file(
        text: String,
        language: &'static str,
        name: &'static str,
        url: String,
        expect: &'static str,
    ) -> Self {
        Self { text, language, file: Some(name), url, fields: Vec::new(), expect, note: None }
    }

    fn with_note(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }
}

/// How to use a token of this value with a tool; `None` where the tool does nothing in that direction.
pub fn example(tool: Tool, direction: Direction, of: &Setting, value: &str) -> Option<Example> {
    let make = match (direction, tool) {
        (Direction::Write, Tool::Vmagent) => write::vmagent,
        (Direction::Write, Tool::Prometheus) => write::prometheus,
        (Direction::Write, Tool::Curl) => write::curl,
        (Direction::Write, Tool::OpenTelemetry) => write::opentelemetry,
        (Direction::Write, Tool::Telegraf) => write::telegraf,
        (Direction::Read, Tool::Grafana) => read::grafana,
        (Direction::Read, Tool::Curl) => read::curl,
        (Direction::Read, Tool::Vmalert) => read::vmalert,
        (Direction::Read, Tool::Perses) => read::perses,
        _ => return None,
    };
    Some(make(of, value))
}

#[cfg(test)]
mod tests;
