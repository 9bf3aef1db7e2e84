//! What a config can hold, as tables: one [`Shape`] a map, one [`Field`] a setting.
//!
//! The checks read a config by them, and the mask shows of a config what they know to be harmless.

use super::fields::Fields;
use super::reader::Reader;

/// A map with fields.
pub(super) struct Shape {
    /// What it is, as it stands in a message: `a route`.
    pub(super) what: &'static str,
    /// The fields that it can have.
    pub(super) fields: &'static [&'static [Field]],
    /// What its fields have to do with each other.
    pub(super) check: fn(&mut Reader<'_, '_>, &Fields),
}

impl Shape {
    /// The field with this name.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().flat_map(|fields| fields.iter()).find(|field| field.name == name)
    }

    /// The names of its fields.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().flat_map(|fields| fields.iter()).map(|field| field.name)
    }
}

/// A setting.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

/// A setting of this kind.
pub(super) const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

/// What stands behind a field's name.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A text that anybody may read.
    Text,
    /// A text that must be there and not be empty.
    Needed,
    /// A password, a token, a name to sign in with.
    Secret,
    /// A secret that must be there.
    NeededSecret,
    /// A URL with `http` or `https` and a host.
    Url,
    /// A URL that is a secret itself: who knows it may post there.
    SecretUrl,
    /// A secret URL that must be there.
    NeededSecretUrl,
    /// `host:port`.
    Address,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A whole number of at least 0.
    Count,
    /// A duration as Prometheus writes it: `5m`, `1h30m`.
    Duration,
    /// The same, and not 0.
    SomeDuration,
    /// A duration as Go writes it: `1.5h`.
    GoDuration,
    /// The same, or a number of nanoseconds.
    GoDurationOrCount,
    /// One of these words, or nothing.
    OneOf(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A map from names to texts.
    TextMap,
    /// A map from names to what may be secrets.
    SecretMap,
    /// A map.
    Object(&'static Shape),
    /// A list of maps; one that is nothing ends Alertmanager with a crash.
    Objects(&'static Shape),
    /// A list of maps, which may be nothing.
    LaxObjects(&'static Shape),
    /// The labels to group by.
    GroupBy,
    /// A list of labels' names.
    LabelNames,
    /// A map from labels to their values.
    Match,
    /// A map from labels to regular expressions.
    MatchRegex,
    /// A list of matchers: `severity="critical"`.
    Matchers,
    /// Days of the week, of the month, months or years.
    Ranges(super::times::Range),
    /// It names a file of the machine that Alertmanager runs on.
    File,
    /// Something that these checks take as it is and show to nobody, if it names no file.
    Any,
    /// What people fill in as they like; it is shown to nobody either.
    Free,
}

/// Fields that have nothing to do with each other.
pub(super) fn nothing(_: &mut Reader<'_, '_>, _: &Fields) {}
