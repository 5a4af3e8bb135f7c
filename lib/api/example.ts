// Owns the example of the API that works as pasted into `sh`: from a file to what would not be deleted. Pure. Shown by the page of the
// API with its own address, and by README with the demo's; a test holds the two together and runs it.

/** `appUrl` without a slash at its end. */
export const curlExample = (appUrl: string): string => `TOKEN=la_…   # one that may read and order
API=${appUrl}/api/v1
json() { node -pe "JSON.parse(require('fs').readFileSync(0))$1"; }
call() { curl -s -H "Authorization: Bearer $TOKEN" "$@"; }

printf 'primary_email_address,unique_user_id\\nnobody@people.example,\\n' > leavers.csv
ID=$(call -H 'Content-Type: text/csv' -H "Idempotency-Key: upload-$(date +%s)" --data-binary @leavers.csv "$API/batches?file_name=leavers.csv" | json .id)
sleep 3
call "$API/batches/$ID" | json .preview       # users, number, counts; null while it is checked
call "$API/batches/$ID/results.csv"           # who would not be deleted, and why
# With somebody to delete: orders exactly what the preview showed, or answers 409.
call -H 'Content-Type: application/json' -H "Idempotency-Key: confirm-$ID" -d '{"expected_users":1,"preview_number":1}' "$API/batches/$ID/confirm" | json .message
`;
