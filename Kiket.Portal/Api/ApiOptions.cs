using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Api;

/// <summary>The <c>Api:</c> settings.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    [ValidateObjectMembers]
    public ApiRateOptions RateLimits { get; set; } = new();

    [ValidateObjectMembers]
    public IdempotencyOptions Idempotency { get; set; } = new();
}

/// <summary>The limits for calls: <c>Api:RateLimits:Token:PerMinute</c> and so on.</summary>
public sealed class ApiRateOptions
{
    /// <summary>All calls of one person for one organization, with any token.</summary>
    [ValidateObjectMembers]
    public RateOptions Token { get; set; } = new() { Burst = 600, PerMinute = 600 };

    /// <summary>
    /// Searches without a token and on pages, per network address. Other public reads aren't limited, because they are
    /// cheap and cached.
    /// </summary>
    [ValidateObjectMembers]
    public RateOptions Search { get; set; } = new() { Burst = 60, PerMinute = 60 };

    /// <summary>Accepted publishes, per person and organization. Refused ones and dry runs only count as calls.</summary>
    [ValidateObjectMembers]
    public RateOptions Publish { get; set; } = new() { Burst = 30, PerMinute = 1 };

    /// <summary>
    /// Refused signatures of GitHub's pushes, per network address. An address that also sends pushes with valid signatures has
    /// ten times as many, because GitHub sends everybody's from few addresses.
    /// </summary>
    [ValidateObjectMembers]
    public RateOptions Signature { get; set; } = new() { Burst = 300, PerMinute = 60 };
}

/// <summary>
/// How much is stored of requests with an Idempotency-Key, per person and organization: <c>Api:Idempotency:Requests</c>
/// and so on. Above the limits, the oldest finished ones are deleted.
/// </summary>
public sealed class IdempotencyOptions
{
    [Range(1, 1_000_000)]
    public int Requests { get; set; } = 1000;

    /// <summary>The longest response that is stored. For a longer one, only the status is stored.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int LongestResponse { get; set; } = 256 * 1024;

    /// <summary>All stored responses together.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int AllResponses { get; set; } = 16 * 1024 * 1024;
}

/// <summary>A token bucket that has <see cref="Burst"/> permits when full and is refilled evenly.</summary>
public sealed class RateOptions
{
    [Range(1, 1_000_000)]
    public int Burst { get; set; }

    [Range(1, 600_000)]
    public int PerMinute { get; set; }
}

[OptionsValidator]
internal sealed partial class ValidateApiOptions : IValidateOptions<ApiOptions>;
