namespace Kiket.Portal.Installations.Calls;

/// <summary>How an attempt ended, one word for each thing that can go wrong.</summary>
public enum CallResult
{
    Allowed,

    /// <summary>Answered with <c>deny</c>.</summary>
    Denied,

    /// <summary>Answered with <c>pending</c>.</summary>
    Pending,

    /// <summary>404 at every spelling of the address.</summary>
    UnknownEvent,

    /// <summary>Another 4xx.</summary>
    Refused,

    /// <summary>429.</summary>
    TooManyCalls,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>3xx; never followed, because it could lead anywhere.</summary>
    Redirected,

    /// <summary>More than 64 KiB.</summary>
    OversizedResponse,

    /// <summary>The body is neither empty nor a JSON object.</summary>
    InvalidJson,

    /// <summary>The response wasn't HTTP, or the certificate wasn't valid.</summary>
    InvalidResponse,
    TookTooLong,
    CouldNotConnect,

    /// <summary>The address isn't public https.</summary>
    NotCalled,
}

/// <summary>What came back from one request, before anything of it is believed.</summary>
/// <param name="Problem">Why there is no response; null when there is one.</param>
/// <param name="Body">At most <see cref="CallClient.MaxBytes"/>; null when it was longer.</param>
/// <param name="Detail">The end of a sentence, for <see cref="CallResult.NotCalled"/>.</param>
internal sealed record CallResponse(CallResult? Problem, int? Status = null, byte[]? Body = null, string? Detail = null);
