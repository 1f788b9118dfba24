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

        impl $type {
            /// The names of its fields in JSON.
            #[allow(dead_code, reason = "asked of the whole scenario alone")]
            pub const NAMES: &[&str] = &[$($name),*];

            /// The field of that name in JSON.
            #[allow(dead_code, reason = "asked of the whole scenario alone")]
            pub(crate) fn field(&self, name: &str) -> Option<&dyn $crate::encode::Encode> {
                match name {
                    $($name => Some(&self.$field),)*
                    _ => None,
                }
            }

            /// The same, to be changed.
            #[allow(dead_code, reason = "asked of the whole scenario alone")]
            pub(crate) fn field_mut(&mut self, name: &str) -> Option<&mut dyn $crate::patch::Part> {
                match name {
                    $($name => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }

        $crate::patch::whole!($type);

        impl $crate::encode::Encode for $type {
            fn encode(&self) -> $crate::json::Json {
                $crate::encode::object(&[$(($name, &self.$field)),*])
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

        $crate::patch::whole!($type);

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
