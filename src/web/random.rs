//! Random values from the browser's own secure source.

use js_sys::Uint8Array;

/// A key that names one attempt of a change, so that sending it twice makes the change once: a random
/// UUID (version 4).
///
/// # Errors
/// The browser has no secure source of randomness.
pub fn idempotency_key() -> Result<String, String> {
    let bytes = Uint8Array::new_with_length(16);
    let crypto = super::window().crypto().map_err(|thrown| super::reason(&thrown))?;
    crypto.get_random_values_with_array_buffer_view(&bytes).map_err(|thrown| super::reason(&thrown))?;
    let mut drawn = [0_u8; 16];
    bytes.copy_to(&mut drawn);
    Ok(uuid_v4(drawn))
}

/// A number from 0 up to 1 for things without weight, such as spreading retries. Not for secrets.
pub fn unit() -> f64 {
    js_sys::Math::random()
}

fn uuid_v4(mut bytes: [u8; 16]) -> String {
    // RFC 9562: version and variant take six of the bits.
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut text = String::with_capacity(36);
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::uuid_v4;

    #[test]
    fn a_key_is_a_uuid_of_version_4() {
        assert_eq!(uuid_v4([0x00; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid_v4([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        let counted = std::array::from_fn(|i| u8::try_from(i).unwrap_or(0));
        assert_eq!(uuid_v4(counted), "00010203-0405-4607-8809-0a0b0c0d0e0f");
    }
}
