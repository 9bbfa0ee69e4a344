CREATE TABLE bookings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  flight_code text NOT NULL REFERENCES flights (code),
  passenger text NOT NULL,
  price_cents bigint NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'confirmed', 'simulated', 'recorded', 'failed', 'cancelled')),
  -- Set on bookings made by a smoke test, which deletes them again.
  smoke_run text,
  contract_booking_id bigint,
  transaction_hash text,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX bookings_by_passenger ON bookings (passenger, created_at);
CREATE INDEX bookings_of_smoke_runs ON bookings (smoke_run) WHERE smoke_run IS NOT NULL;
