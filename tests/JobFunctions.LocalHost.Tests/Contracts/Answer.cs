using System.Net.Http.Headers;
using System.Text.Json;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>What the service answered.</summary>
internal sealed record Answer(int Status, JsonElement Body, HttpResponseHeaders Headers)
{
    public JsonElement this[string field] => Body.GetProperty(field);

    /// <summary>Asserts the status and that the answer has every field that a document prints, of the same kind.</summary>
    public Answer Shows(int status, string printed)
    {
        Assert.Equal(status, Status);
        Printed.AssertShownBy(Body, printed);
        return this;
    }
}
