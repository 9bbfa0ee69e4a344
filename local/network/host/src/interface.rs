//! What the WebAssembly module exports and imports. A buffer that is handed over is [u32 length][bytes].

mod outside {
    #[cfg(feature = "recording")]
    #[link(wasm_import_module = "ledger")]
    extern "C" {
        /// XDR of a key -> a buffer made with `allocate`: [u32 last ledger it lives in, or 0][XDR of the entry]; 0 when there is none.
        pub fn get(key: *const u8, length: usize) -> *mut u8;
    }
    #[link(wasm_import_module = "embedder")]
    extern "C" {
        /// The text of a panic. The instance is of no use after it.
        pub fn panicked(text: *const u8, length: usize);
    }
}

#[no_mangle]
pub extern "C" fn initialize() {
    std::panic::set_hook(Box::new(|information| {
        let text = information.to_string();
        unsafe { outside::panicked(text.as_ptr(), text.len()) }
    }));
}

#[no_mangle]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()) as *mut u8
}

/// # Safety
/// `pointer` and `length` must be those of an `allocate` or of an answer, and not be used again.
#[no_mangle]
pub unsafe extern "C" fn release(pointer: *mut u8, length: usize) {
    drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(pointer, length)));
}

/// # Safety
/// `request` must point at `length` readable bytes.
#[no_mangle]
pub unsafe extern "C" fn call(operation: u32, request: *const u8, length: usize) -> *mut u8 {
    let answer = crate::answer(operation, std::slice::from_raw_parts(request, length));
    let mut buffer = Vec::with_capacity(answer.len() + 4);
    buffer.extend_from_slice(&(answer.len() as u32).to_le_bytes());
    buffer.extend_from_slice(&answer);
    Box::into_raw(buffer.into_boxed_slice()) as *mut u8
}

#[cfg(feature = "recording")]
pub fn ask(key: &[u8]) -> Option<Vec<u8>> {
    unsafe {
        let pointer = outside::get(key.as_ptr(), key.len());
        if pointer.is_null() {
            return None;
        }
        let length = u32::from_le_bytes(std::ptr::read_unaligned(pointer as *const [u8; 4])) as usize;
        let found = std::slice::from_raw_parts(pointer.add(4), length).to_vec();
        release(pointer, length + 4);
        Some(found)
    }
}
