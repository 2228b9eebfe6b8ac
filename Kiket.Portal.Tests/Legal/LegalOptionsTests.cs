using System.ComponentModel.DataAnnotations;
using Kiket.Portal.Documentation;
using Kiket.Portal.Legal;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Legal;

public sealed class LegalOptionsTests : IDisposable
{
    private readonly string _directory = Places.Temporary();

    public void Dispose() => Places.Remove(_directory);

    [Fact]
    public void Nothing_set_is_fine_and_shows_nothing()
    {
        var settings = new LegalOptions();

        Assert.Empty(Problems(settings));
        Assert.Empty(settings.Pages);
        Assert.Null(settings.SecurityContactUri);
    }

    [Fact]
    public void Addresses_and_files_can_be_mixed() => Assert.Empty(Problems(new LegalOptions
    {
        Terms = "https://acme.test/terms",
        Privacy = WriteFile("# Privacy"),
        SecurityContact = "security@acme.test",
    }));

    [Theory]
    [InlineData("http://acme.test/terms")]
    [InlineData("https://user:secret@acme.test/terms")]
    [InlineData("ftp://acme.test/terms")]
    [InlineData("javascript://acme.test/%0aalert(1)")]
    [InlineData("mailto:legal@acme.test")]
    public void Other_addresses_are_refused(string address) =>
        Assert.StartsWith("Legal:Terms must be an https address", Assert.Single(Problems(new LegalOptions { Terms = address })), StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named_with_its_whole_path()
    {
        var problem = Assert.Single(Problems(new LegalOptions { Imprint = "legal/no-such.md" }));

        Assert.Equal(
            $"Legal:Imprint names the file {Path.GetFullPath("legal/no-such.md")}, which doesn't exist. Create the file, or remove the setting.",
            problem);
    }

    [Fact]
    public void A_file_that_nobody_reads_to_its_end_is_refused() => Assert.Equal(
        "Legal:Contact names a file of 131,073 bytes. The limit is 131,072 bytes.",
        Assert.Single(Problems(new LegalOptions { Contact = WriteFile(new string('a', DocumentLimits.PageBytes + 1)) })));

    [Fact]
    public void Every_problem_is_reported_at_once() =>
        Assert.Equal(3, Problems(new LegalOptions { Terms = "no-such.md", Privacy = "http://acme.test", SecurityContact = "nobody" }).Count);

    [Theory]
    [InlineData("security@acme.test", "mailto:security@acme.test")]
    [InlineData("secu+rity#1@acme.test", "mailto:secu%2Brity%231@acme.test")]
    [InlineData("https://acme.test/security", "https://acme.test/security")]
    public void A_security_contact_becomes_an_address(string contact, string uri) =>
        Assert.Equal(uri, new LegalOptions { SecurityContact = contact }.SecurityContactUri);

    private string WriteFile(string text)
    {
        var file = Path.Combine(_directory, $"{Guid.NewGuid():N}.md");
        File.WriteAllText(file, text);
        return file;
    }

    private static List<string> Problems(LegalOptions settings)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), problems, validateAllProperties: true);
        return [.. problems.Select(problem => problem.ErrorMessage!)];
    }
}
