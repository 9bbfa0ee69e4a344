//! The encoding of requests and answers.

pub type Fallible<T> = Result<T, String>;
pub type Answer = Fallible<Vec<u8>>;

pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn u32(&mut self) -> Fallible<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Fallible<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub fn flag(&mut self) -> Fallible<bool> {
        Ok(self.u32()? != 0)
    }

    pub fn array<const N: usize>(&mut self) -> Fallible<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub fn bytes(&mut self) -> Fallible<&'a [u8]> {
        let length = self.u32()? as usize;
        self.take(length)
    }

    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Fallible<T>) -> Fallible<Vec<T>> {
        let count = self.u32()?;
        (0..count).map(|_| item(self)).collect()
    }

    pub fn end(self) -> Fallible<()> {
        match self.0.len() {
            0 => Ok(()),
            more => Err(format!("{more} bytes too many in the request")),
        }
    }

    fn take(&mut self, length: usize) -> Fallible<&'a [u8]> {
        if length > self.0.len() {
            return Err("the request ends too early".into());
        }
        let (head, tail) = self.0.split_at(length);
        self.0 = tail;
        Ok(head)
    }
}

#[derive(Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    pub fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub fn flag(&mut self, value: bool) {
        self.u32(value.into());
    }

    pub fn bytes(&mut self, value: &[u8]) {
        self.u32(value.len() as u32);
        self.0.extend_from_slice(value);
    }

    pub fn list<T>(&mut self, items: impl ExactSizeIterator<Item = T>, mut item: impl FnMut(&mut Self, T)) {
        self.u32(items.len() as u32);
        for one in items {
            item(self, one);
        }
    }
}
