namespace Kiket.Portal.Checks.Sanity;

/// <summary>How a health endpoint responded, as a class and never with the body.</summary>
public enum HealthClass
{
    Healthy,

    /// <summary>A status other than 200.</summary>
    OtherStatus,
    CouldNotConnect,
    TookTooLong,

    /// <summary>The response was larger than allowed.</summary>
    OversizedResponse,

    /// <summary>The response wasn't HTTP, or the certificate wasn't valid.</summary>
    InvalidResponse,

    /// <summary>Not called at all.</summary>
    NotCalled,
}

/// <param name="Status">The status, if there was one.</param>
/// <param name="Why">Why it wasn't called.</param>
public sealed record HealthResponse(HealthClass Class, int? Status = null, string? Why = null)
{
    /// <summary>For people, worded as the end of a sentence.</summary>
    public string Label => Class switch
    {
        HealthClass.Healthy => "healthy",
        HealthClass.OtherStatus => $"returned {Status}",
        HealthClass.CouldNotConnect => "could not connect",
        HealthClass.TookTooLong => "took too long",
        HealthClass.OversizedResponse => "returned more than 64 KiB",
        HealthClass.InvalidResponse => "didn't return valid HTTPS",
        _ => $"not called: {Why}",
    };

    public static HealthResponse NotCalled(string why) => new(HealthClass.NotCalled, Why: why);
}
