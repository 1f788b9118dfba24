//! The macros behind each type's table of fields or names. From it the type is read, written, patched and described.

/// Declares how a struct is read and written: field, name in JSON, and `[optional]` or `[or value]` where it may be left out.
macro_rules! fields {
    ($type:ident { $($field:ident: $name:literal $([$($rule:tt)+])?),* $(,)? }) => {
        impl $crate::decode::Decode for $type {
            fn decode(
                value: Option<&$crate::json::Json>,
                reader: &mut $crate::decode::Reader<'_>,
            ) -> Self {
                let object = reader.object(value, &[$($name),*]);
                Self { $($field: fields!(@field reader object $name $($($rule)+)?)),* }
            }
        }

        #[cfg(feature = "schema")]
        impl $type {
            /// What the table says of the fields, in the schema that was derived from the type.
            #[allow(dead_code, reason = "a mix of traffic has no schema")]
            pub(crate) fn by_table(schema: &mut schemars::Schema) {
                let empty: Self = $crate::decode::of_nothing();
                $crate::table::fields(schema, &[$((
                    stringify!($field),
                    $name,
                    fields!(@required $($($rule)+)?),
                    $crate::encode::Encode::encode(&empty.$field),
                )),*]);
            }
        }

        impl $crate::patch::Patch for $type {
            fn child(&mut self, name: &str) -> Option<&mut dyn $crate::patch::Patch> {
                match name {
                    $($name => Some(&mut self.$field),)*
                    _ => None,
                }
            }

            fn put(&mut self, value: &$crate::json::Json, reader: &mut $crate::decode::Reader<'_>) {
                *self = $crate::decode::Decode::decode(Some(value), reader);
            }
        }

        impl $type {
            /// What the fields are whose values differ, here and there, as JSON.
            #[allow(dead_code, reason = "asked of the whole scenario alone")]
            pub(crate) fn differing(&self, other: &Self) -> ($crate::json::Json, $crate::json::Json) {
                let differs = [$(self.$field != other.$field),*];
                let of = |one: &Self| {
                    let mut differs = differs.iter();
                    $crate::encode::object(&[$(($name, &one.$field)),*], &mut || differs.next() == Some(&true))
                };
                (of(self), of(other))
            }
        }

        impl $crate::encode::Encode for $type {
            fn encode(&self) -> $crate::json::Json {
                $crate::encode::object(&[$(($name, &self.$field)),*], &mut || true)
            }
        }
    };
    (@field $reader:ident $object:ident $name:literal) => { $reader.required($object, $name) };
    (@field $reader:ident $object:ident $name:literal optional) => { $reader.optional($object, $name) };
    (@field $reader:ident $object:ident $name:literal or $value:expr) => {
        $reader.or($object, $name, $value)
    };
    (@required) => { true };
    (@required $($rule:tt)+) => { false };
}
pub(crate) use fields;

/// Declares the names of an enum's variants; the first is its stand-in.
macro_rules! names {
    // A type of the vocabulary's: its schema has the names already.
    (vocabulary $type:ident { $first:ident: $first_name:literal $(, $variant:ident: $name:literal)* $(,)? }) => {
        impl $crate::decode::Decode for $type {
            fn decode(value: Option<&$crate::json::Json>, reader: &mut $crate::decode::Reader<'_>) -> Self {
                const ALL: &[$type] = &[$type::$first $(, $type::$variant)*];
                let at = reader.one_of(value, &[$first_name $(, $name)*]);
                ALL.get(at).copied().unwrap_or($type::$first)
            }
        }

        impl $crate::patch::Patch for $type {
            fn put(&mut self, value: &$crate::json::Json, reader: &mut $crate::decode::Reader<'_>) {
                *self = $crate::decode::Decode::decode(Some(value), reader);
            }
        }

        impl $crate::encode::Encode for $type {
            fn encode(&self) -> $crate::json::Json {
                $crate::json::Json::from(match self {
                    $type::$first => $first_name,
                    $($type::$variant => $name),*
                })
            }
        }
    };
    ($type:ident { $first:ident: $first_name:literal $(, $variant:ident: $name:literal)* $(,)? }) => {
        names!(vocabulary $type { $first: $first_name $(, $variant: $name)* });

        #[cfg(feature = "schema")]
        impl $type {
            /// The names of the table, in the schema that was derived from the type.
            #[allow(dead_code, reason = "a mix of traffic has no schema")]
            pub(crate) fn by_table(schema: &mut schemars::Schema) {
                $crate::table::names(
                    schema,
                    &[(stringify!($first), $first_name) $(, (stringify!($variant), $name))*],
                );
            }
        }
    };
}
pub(crate) use names;
