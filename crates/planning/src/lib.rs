//! Which sessions and whom to send, within money, seats and fairness.
