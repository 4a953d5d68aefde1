using Azure;
using Azure.Data.Tables;

namespace JobFunctions.Core.Storage;

/// <summary>What became of a transaction that did not succeed.</summary>
internal static class TransactionTrouble
{
    /// <summary>The service understood and said no: nothing was written.</summary>
    public static bool IsRefusal(this Exception trouble) =>
        trouble is RequestFailedException { Status: >= 400 and < 500 and not (408 or 429) };

    /// <summary>Nobody knows whether it was written.</summary>
    public static bool IsUnclear(this Exception trouble) =>
        trouble is RequestFailedException or OperationCanceledException or AggregateException or IOException;

    /// <summary>A row that was to be changed is not there.</summary>
    public static bool IsGone(this Exception refusal) =>
        refusal is RequestFailedException { Status: 404 } failed && failed.ErrorCode != "TableNotFound";

    /// <summary>A row is not as the transaction expected it.</summary>
    public static bool IsConflict(this Exception refusal) => IsGone(refusal) || refusal is RequestFailedException { Status: 409 or 412 };

    /// <summary>Which operation was refused; null when the service does not say.</summary>
    public static int? Operation(this Exception refusal) => (refusal as TableTransactionFailedException)?.FailedTransactionActionIndex;
}
