namespace Kiket.Portal.Checks.Sanity;

/// <summary>How a health endpoint answered, as far as it is told: a class, never the body.</summary>
public enum HealthClass
{
    Healthy,

    /// <summary>Another status than 200.</summary>
    OtherStatus,
    CouldNotConnect,
    TookTooLong,

    /// <summary>Sent more than a health endpoint may.</summary>
    OversizedResponse,

    /// <summary>No HTTP came back, or not over a valid certificate.</summary>
    InvalidResponse,

    /// <summary>Not called at all.</summary>
    NotCalled,
}

/// <param name="Status">The status, when there was one.</param>
/// <param name="Why">Why it was not called.</param>
public sealed record HealthResponse(HealthClass Class, int? Status = null, string? Why = null)
{
    /// <summary>For people, as the end of a sentence.</summary>
    public string Label => Class switch
    {
        HealthClass.Healthy => "healthy",
        HealthClass.OtherStatus => $"answered {Status}",
        HealthClass.CouldNotConnect => "could not connect",
        HealthClass.TookTooLong => "took too long",
        HealthClass.OversizedResponse => "answered more than 64 KiB",
        HealthClass.InvalidResponse => "answered without valid HTTPS",
        _ => $"not called: {Why}",
    };

    public static HealthResponse NotCalled(string why) => new(HealthClass.NotCalled, Why: why);
}
