// The mark: lines of a list, the last one going. Used by the top bar and by pages outside the frame.
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 22 22" aria-hidden="true">
      <rect width="22" height="22" rx="6" fill="var(--accent)" />
      <g stroke="var(--on-accent)" strokeWidth="2.2" strokeLinecap="round">
        <path d="M6 6.2h6.4M6 11h10M6 15.8h3.4" />
        <path d="M12.6 15.8h3.4" opacity=".45" />
      </g>
    </svg>
  );
}
