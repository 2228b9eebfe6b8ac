using Kiket.Portal.Accounts;

namespace Kiket.Portal.Tests.Accounts;

public sealed class ApiTokenValueTests
{
    [Fact]
    [Asvs("V11.5.1")]
    public void A_token_has_prefix_length_and_checksum()
    {
        var value = ApiTokenValue.Generate();

        Assert.StartsWith("wksp_", value, StringComparison.Ordinal);
        Assert.Equal(54, value.Length);
        Assert.True(ApiTokenValue.IsWellFormed(value));
    }

    [Fact]
    [Asvs("V11.5.1")]
    public void Two_tokens_are_never_alike()
    {
        var many = Enumerable.Range(0, 200).Select(_ => ApiTokenValue.Generate()).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(200, many.Count);
    }

    [Fact]
    public void A_changed_digit_is_noticed()
    {
        var value = ApiTokenValue.Generate();
        var other = value[10] == 'a' ? 'b' : 'a';

        Assert.False(ApiTokenValue.IsWellFormed(value[..10] + other + value[11..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("wksp_")]
    [InlineData("ghp_0000000000000000000000000000000000000000000000000")]
    public void Other_texts_are_not_tokens(string text) => Assert.False(ApiTokenValue.IsWellFormed(text));

    [Theory]
    [InlineData(ApiTokenScopes.Read, ApiTokenScopes.Read, true)]
    [InlineData(ApiTokenScopes.Read, ApiTokenScopes.Publish, false)]
    [InlineData(ApiTokenScopes.Admin, ApiTokenScopes.Publish, true)]
    [InlineData(ApiTokenScopes.Admin, ApiTokenScopes.Review, false)]
    [InlineData(ApiTokenScopes.Admin, ApiTokenScopes.Operate, false)]
    public void Admin_covers_all_but_review(ApiTokenScopes held, ApiTokenScopes needed, bool covered) =>
        Assert.Equal(covered, held.Covers(needed));
}
