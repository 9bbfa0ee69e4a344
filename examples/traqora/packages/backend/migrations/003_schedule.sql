-- The same codes as the first schedule of the flight registry contract.
INSERT INTO flights (code, origin, destination, departs, minutes, price_cents) VALUES
  ('TQ101', 'LIS', 'MAD', '06:40', 80, 6900),
  ('TQ102', 'MAD', 'LIS', '09:15', 80, 7200),
  ('TQ111', 'LIS', 'CDG', '07:05', 155, 11900),
  ('TQ112', 'CDG', 'LIS', '11:30', 155, 12400),
  ('TQ121', 'MAD', 'FCO', '10:20', 150, 10900),
  ('TQ122', 'FCO', 'MAD', '14:00', 150, 11100),
  ('TQ131', 'LIS', 'LOS', '22:10', 385, 48900),
  ('TQ132', 'LOS', 'LIS', '23:55', 390, 47500),
  ('TQ141', 'CDG', 'JFK', '13:45', 500, 61000),
  ('TQ142', 'JFK', 'CDG', '18:30', 435, 59900),
  ('TQ151', 'LIS', 'MAD', '18:25', 80, 8400),
  ('TQ152', 'MAD', 'LIS', '21:10', 80, 8100);
