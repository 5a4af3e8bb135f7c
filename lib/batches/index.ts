// Deletion batches. The door of the folder: pages, actions and the API of a batch come in here.

export { SLICE_BYTES, type UploadRefusal } from "../uploads";
export {
  type ApproveAnswer,
  type AwaitingApproval,
  approveBatch,
  awaitingApprovalOf,
  declineBatch,
  REASON_CHARACTERS,
  type ReviewAnswer,
  reviewBatch,
} from "./approval";
export { checkBatch } from "./checking";
export { type ConfirmAnswer, type ConfirmOrder, cancelBatch, confirmBatch, confirmTerms, stopBatch } from "./confirm";
export type { BatchPreview } from "./preview";
export {
  type Batch,
  type BatchCursor,
  type BatchFilter,
  batchAdmins,
  countBatches,
  listBatches,
  type Person,
  readBatch,
} from "./reading";
export { type BatchRow, batchRows, countBatchRows, type RowFilter, type RowPlace } from "./rows";
export { beginUpload, completeUpload, earlierBatchOfSameFile, putSlice } from "./upload";
