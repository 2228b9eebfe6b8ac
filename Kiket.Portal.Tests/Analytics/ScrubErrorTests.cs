using Kiket.Portal.Analytics.Rules;

namespace Kiket.Portal.Tests.Analytics;

public sealed class ScrubErrorTests
{
    [Fact]
    public void A_recorded_error_is_kept_without_its_secrets()
    {
        var error = ScrubError.Run("ConnectionError", "Connection to redis://user:s3cr3t@10.0.0.5:6379 failed");

        Assert.Equal("Connection to redis://<secret>@<ip>:6379 failed", error.Message);
        Assert.Equal("f5f7906f02f9b8b1", error.Fingerprint);
    }

    [Fact]
    public void An_address_of_mail_does_not_make_another_error()
    {
        Assert.Equal("54d64411da337d69", ScrubError.Run("TypeError", "boom for ada@example.test").Fingerprint);
        Assert.Equal("54d64411da337d69", ScrubError.Run("TypeError", "boom for grace@mail.example.org\nat line 12").Fingerprint);
    }

    [Theory]
    [InlineData("401 Unauthorized for ops@example.test", "401 Unauthorized for <email>")]
    [InlineData("no route to 192.168.1.20.", "no route to <ip>.")]
    [InlineData("no route to 2001:db8::8a2e:370:7334, giving up", "no route to <ip>, giving up")]
    [InlineData("listens on [::1]:8080", "listens on [<ip>]:8080")]
    [InlineData("std::vector and Foo::Bar at 12:30:45", "std::vector and Foo::Bar at 12:30:45")]
    [InlineData("postgres://app:p/a@ss@db.internal/x", "postgres://<secret>@db.internal/x")]
    [InlineData("https://token@git.example.test/x", "https://<secret>@git.example.test/x")]
    [InlineData("https://example.test/?mail=a@b.test", "https://example.test/?mail=<email>")]
    [InlineData("refused, pwd: 'S3cret!pass'", "refused, pwd: '<secret>'")]
    [InlineData("tab\there\u0000and\uFFFE", "tab here and\uFFFD")]
    public void What_belongs_to_somebody_is_taken_out(string message, string kept) => Assert.Equal(kept, ScrubError.Scrub(message));

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ktel_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("wksp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Secrets_go_even_if_they_look_like_examples(string secret)
    {
        var error = ScrubError.Run($"Error {secret}", $"refused {secret} by the server");

        Assert.DoesNotContain(secret, error.Message + error.Class, StringComparison.Ordinal);
        Assert.Equal("refused <secret> by the server", error.Message);
    }

    [Theory]
    [InlineData("order 12345 not found", "order 99999 not found")]
    [InlineData("no user \"ada\"", "no user \"grace\"")]
    [InlineData("no user 'ada' here", "no user 'grace' here")]
    [InlineData("row 7c9e6679-7425-40de-944b-e07fc1f90ae7 is gone", "row 16fd2706-8baf-433b-82eb-8c7fada847da is gone")]
    [InlineData("hash 0123456789abcdef0123 differs", "hash fedcba98765432100123 differs")]
    [InlineData("GET https://a.test/1 failed", "GET https://b.test/2?x=y failed")]
    public void What_changes_from_call_to_call_makes_no_other_error(string one, string other) =>
        Assert.Equal(ScrubError.Run("E", one).Fingerprint, ScrubError.Run("E", other).Fingerprint);

    [Theory]
    [InlineData("E", "can't read", "E", "don't read")]
    [InlineData("E", "failed", "F", "failed")]
    [InlineData("E", "status 502", "E", "status 503")]
    public void Different_errors_stay_different(string class1, string one, string class2, string other) =>
        Assert.NotEqual(ScrubError.Run(class1, one).Fingerprint, ScrubError.Run(class2, other).Fingerprint);

    [Fact]
    public void Hostile_texts_take_bounded_time()
    {
        // The expressions stop themselves; a run that hangs fails here.
        foreach (var text in new[] { "a://", "@", "::", "'", "\"", "1.", "eyJ", "-----BEGIN " })
        {
            _ = ScrubError.Run(text, string.Concat(Enumerable.Repeat(text, 2_000 / text.Length)));
        }
    }
}
