namespace JobFunctions.Core.Outgoing;

/// <summary>What a redirect asks for.</summary>
internal static class Redirects
{
    /// <summary>The next hop, or null when the answer is no redirect.</summary>
    /// <exception cref="OutgoingRefusedException">It would carry something to where it does not belong.</exception>
    public static OutgoingRequest? Next(OutgoingRequest request, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            return null;

        var address = new Uri(request.Address, location);
        if (request.Address.Scheme == Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttps)
            throw new OutgoingRefusedException($"'{request.Address.Host}' redirects from https:// to {address.Scheme}://");

        // As browsers do it: these ask for a page to be fetched that tells the outcome.
        var fetches = (int)response.StatusCode == 303 ? request.Method != HttpMethod.Head
            : (int)response.StatusCode is 301 or 302 && request.Method == HttpMethod.Post;
        var next = request with { Address = address };
        if (fetches)
            next = next with { Method = HttpMethod.Get, Content = null };
        if (SameOrigin(request.Address, address))
            return next;
        if (next.Content is not null)
            throw new OutgoingRefusedException($"'{request.Address.Host}' redirects a body to '{address.Host}'; send it there directly");
        return next with { Headers = [.. request.Headers.Where(header => !header.StaysWithOrigin)] };
    }

    private static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
