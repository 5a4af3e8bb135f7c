-- A slice is written once and read once, minutes later: compressing it costs more than its place on the disk.
ALTER TABLE "upload_slices" ALTER COLUMN "content" SET STORAGE EXTERNAL;
