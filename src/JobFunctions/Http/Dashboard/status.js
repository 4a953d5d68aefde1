// The statuses, and what can be done in each.

export const STATUSES = ["scheduled", "pending", "running", "completed", "failed", "cancelled"];

const FINAL = new Set(["completed", "failed", "cancelled"]);

export const PRIORITIES = { 1: "low", 2: "normal", 3: "high", 4: "urgent" };

export const isFinal = status => FINAL.has(status);
export const canCancel = status => !FINAL.has(status);
export const canRestart = status => status === "failed" || status === "cancelled";
export const canDelete = isFinal;
