#![no_std]
//! What every contract of Traqora has in common (administration), and how they call each other (interfaces).

pub mod administration;
pub mod interfaces;
