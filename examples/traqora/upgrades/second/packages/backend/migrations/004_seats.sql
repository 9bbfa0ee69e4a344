-- Compatible: the release before it neither reads nor writes these columns.
ALTER TABLE flights ADD COLUMN seats integer NOT NULL DEFAULT 180 CHECK (seats > 0);
ALTER TABLE bookings ADD COLUMN seat text CHECK (seat ~ '^[0-9]{1,2}[A-K]$');
UPDATE flights SET seats = 290 WHERE minutes > 300;
