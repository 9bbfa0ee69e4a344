//! The same host without WebAssembly, to compare the two: requests on standard input, answers on standard output.
//!
//! A request is [u32 operation][u32 length][bytes], an answer [u32 length][bytes], all little endian.

use std::io::{self, BufReader, BufWriter, Read, Write};

fn main() -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    while let Some(operation) = number(&mut input)? {
        let length = number(&mut input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut request = vec![0; length as usize];
        input.read_exact(&mut request)?;
        let answer = soroban_host::answer(operation, &request);
        output.write_all(&(answer.len() as u32).to_le_bytes())?;
        output.write_all(&answer)?;
    }
    output.flush()
}

/// None where the input ends.
fn number(input: &mut impl Read) -> io::Result<Option<u32>> {
    let mut bytes = [0; 4];
    match input.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(u32::from_le_bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}
