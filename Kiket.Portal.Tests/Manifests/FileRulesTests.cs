using System.Text;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class FileRulesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("~")]
    public void An_empty_file_is_one_error(string text)
    {
        var reading = ManifestSamples.Read(text);

        Assert.Equal(FileRules.Empty.Id, Assert.Single(reading.Findings).Id);
        Assert.Null(reading.Manifest);
    }

    [Fact]
    public void The_bound_is_64_KiB_exactly()
    {
        var room = ManifestReader.MaxBytes - ManifestSamples.Clean.Length - 2;

        ManifestSamples.Read(ManifestSamples.Clean + "\n#" + new string('x', room)).HasNot(FileRules.TooLarge);
        ManifestSamples.Read(ManifestSamples.Clean + "\n#" + new string('x', room + 1)).Single(FileRules.TooLarge);
    }

    [Fact]
    public void A_byte_order_mark_and_carriage_returns_change_nothing()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(ManifestSamples.Full.ReplaceLineEndings("\r\n"))];

        var reading = ManifestSamples.Read(bytes);

        Assert.False(reading.HasErrors);
        Assert.Equal(12, reading.Manifest!.LineOf("callback.url"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Utf16_is_read_with_a_warning(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);

        var reading = ManifestSamples.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(ManifestSamples.Clean)]);

        reading.Single(FileRules.Utf16);
        Assert.False(reading.HasErrors);
        Assert.Equal("dev.acme.pinger", reading.Manifest!.Id);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_named_with_their_line()
    {
        var reading = ManifestSamples.Read([.. Encoding.UTF8.GetBytes(ManifestSamples.Clean + "\n  author: M"), 0xFC, (byte)'r']);

        Assert.Equal(12, reading.Single(FileRules.NotUtf8).Line);
        Assert.Equal("dev.acme.pinger", reading.Manifest!.Id);
    }

    [Fact]
    public void A_NUL_byte_is_an_error_with_its_place()
    {
        var finding = ManifestSamples.With("name: Pinger", "name: Pi\0nger").Single(FileRules.ControlCharacter);

        Assert.Equal((4, 11), (finding.Line, finding.Column));
    }

    [Theory]
    [InlineData("extension: [\n")]
    [InlineData("extension: {id: x\nname: y\n")]
    [InlineData("a: b: c\n")]
    [InlineData("extension:\n  id: \"open\n")]
    [InlineData("extension:\n  - a\n  b: c\n")]
    [InlineData("%YAML 9.9\n%YAML 1.1\n---\na: b")]
    [InlineData("@")]
    public void What_is_not_YAML_is_one_error_with_a_line(string text)
    {
        var reading = ManifestSamples.Read(text);

        var finding = reading.Single(FileRules.Syntax);
        Assert.NotNull(finding.Line);
        Assert.Null(reading.Manifest);
    }

    [Fact]
    public void A_tab_as_indentation_is_named_as_such()
    {
        var finding = ManifestSamples.With("  name: Pinger", "\tname: Pinger").Single(FileRules.TabIndent);

        Assert.Equal((4, 1), (finding.Line, finding.Column));
        Assert.Equal(11, ManifestSamples.With("    url: https", "\t\turl: https").Single(FileRules.TabIndent).Line);
    }

    [Theory]
    [InlineData("  name: Pinger", "  name:\u00A0Pinger", 4, 8, "no-break space (U+00A0)")]
    [InlineData("  name: Pinger", "\u00A0 name: Pinger", 4, 1, "no-break space (U+00A0)")]
    [InlineData("    url: https", "    url:\u00A0https", 11, 9, "no-break space (U+00A0)")]
    [InlineData("  version: 1.0.0", "  version:\u20071.0.0", 5, 11, "U+2007")]
    [InlineData("  version: 1.0.0", "  version:\u30001.0.0", 5, 11, "ideographic space")]
    [InlineData("  version: 1.0.0", "  version: 1.0.0\n  tags:\n    -\u00A0a\n    - b", 7, 6, "no-break space (U+00A0)")]
    public void A_space_that_YAML_takes_for_a_letter_is_named_as_such(string old, string written, int line, int column, string space)
    {
        var finding = ManifestSamples.With(old, written).Single(FileRules.OddSpace);

        Assert.Equal((FindingLevel.Error, line, column), (finding.Level, finding.Line!.Value, finding.Column!.Value));
        Assert.Contains(space, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_no_break_space_inside_text_is_text()
    {
        var reading = ManifestSamples.With("description: Pings.", "description: \"Pings 5\u00A0times: fast\"");

        Assert.Empty(reading.Findings);
    }

    [Theory]
    [InlineData("description: Pings.", "description: Sends to #general channels", 8, "#general channels")]
    [InlineData("description: Pings.", "description: #ops only", 8, "#ops only")]
    [InlineData("description: Pings.", "description: Pings.\n  tags:\n    - color #ff0000", 10, "#ff0000")]
    [InlineData("description: Pings.", "description: Closes   #12, #13", 8, "#12, #13")]
    public void Text_that_a_comment_swallows_is_a_hint(string old, string written, int line, string lost)
    {
        var finding = ManifestSamples.With(old, written).Single(FileRules.SwallowedText);

        Assert.Equal((FindingLevel.Info, line), (finding.Level, finding.Line));
        Assert.Contains(lost, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("description: Pings. # a comment")]
    [InlineData("description: Pings#general.")]
    [InlineData("description: \"Pings #general.\"")]
    [InlineData("description: |\n    Pings #general.")]
    [InlineData("description: Pings.\n  #commented: out")]
    [InlineData("description: Pings. #")]
    public void A_comment_is_a_comment(string written) => ManifestSamples.With("description: Pings.", written).HasNot(FileRules.SwallowedText);

    [Theory]
    [InlineData("0100", 100, "64")]
    [InlineData("1:40", 100, "the text “1:40”")]
    [InlineData("8_000", 8000, "the text “8_000”")]
    [InlineData("0b10010110", 150, "the text “0b10010110”")]
    [InlineData("0o200", 128, "the text “0o200”")]
    [InlineData("0900", 900, "the text “0900”")]
    [InlineData("2:46:40", 10000, "10000")]
    public void A_number_that_readers_of_YAML_take_differently_is_a_warning_with_the_other_reading(string written, int read, string other)
    {
        var reading = ManifestSamples.With("callback:\n", $"callback:\n    timeout: {written}\n");

        var finding = reading.Single(FileRules.TwoReadings);
        Assert.Equal((FindingLevel.Warning, 11), (finding.Level, finding.Line));
        Assert.Contains(other, finding.Message, StringComparison.Ordinal);
        Assert.Equal(read, reading.Manifest!.Callback!.Timeout);
        Assert.False(reading.HasErrors);
    }

    [Theory]
    [InlineData("callback:\n    timeout: 8000")]
    [InlineData("callback:\n    required: true")]
    [InlineData("callback:\n    timeout: 0x1F40")]
    public void A_number_that_all_readers_take_alike_is_none(string lines) => ManifestSamples.With("callback:", lines).HasNot(FileRules.TwoReadings);

    [Theory]
    [InlineData("yes", "true to readers of YAML 1.1")]
    [InlineData("off", "false to readers of YAML 1.1")]
    public void A_flag_in_an_old_word_is_a_warning(string word, string other) => Assert.Contains(
        other, ManifestSamples.With("callback:\n", $"callback:\n    required: {word}\n").Single(FileRules.TwoReadings).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("author: 16:9", "969")]
    [InlineData("author: 0755", "493")]
    public void Text_that_is_a_number_to_some_names_the_number(string line, string number) =>
        Assert.Contains(number, ManifestSamples.Plus(line).Single(FileRules.NeedsQuotes).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("")]
    public void Nothing_is_no_text(string nothing) =>
        Assert.Null(ManifestSamples.With("description: Pings.", $"description: {nothing}").Manifest!.Description);

    [Fact]
    public void A_list_or_a_word_at_the_root_is_refused()
    {
        ManifestSamples.Read("- a\n- b\n").Single(FileRules.RootNotMap);
        ManifestSamples.Read("hello").Single(FileRules.RootNotMap);
    }

    [Fact]
    public void The_last_of_two_equal_keys_counts_and_both_lines_are_named()
    {
        var reading = ManifestSamples.With("name: Pinger", "name: First\n  name: Second");

        var finding = reading.Single(FileRules.DuplicateKey);
        Assert.Equal((FindingLevel.Warning, 5), (finding.Level, finding.Line));
        Assert.Contains("line 4", finding.Message, StringComparison.Ordinal);
        Assert.Equal("Second", reading.Manifest!.Name);
        Assert.False(reading.HasErrors);
    }

    [Theory]
    [InlineData("author: &a Acme\nlicense: *a")]
    [InlineData("<<: { author: Acme }")]
    public void Anchors_aliases_and_merge_keys_are_refused(string lines) =>
        Assert.Contains(ManifestSamples.Plus(lines).Findings, finding => finding.Id == FileRules.Anchor.Id);

    [Theory]
    [InlineData("author: !!str Acme")]
    [InlineData("author: !ruby/object:Gem::Installer {}")]
    public void Tags_are_refused(string lines) => ManifestSamples.Plus(lines).Single(FileRules.Tag);

    [Fact]
    public void A_second_document_is_refused_and_the_first_still_checked()
    {
        var reading = ManifestSamples.Read(ManifestSamples.Clean + "\n---\nother: 1\n");

        Assert.Equal(12, reading.Single(FileRules.SecondDocument).Line);
        Assert.Equal("dev.acme.pinger", reading.Manifest!.Id);
        ManifestSamples.Read("---\n" + ManifestSamples.Clean + "\n...\n").HasNot(FileRules.SecondDocument);
    }

    [Fact]
    public void Depth_is_bounded_at_32()
    {
        ManifestSamples.Plus("deep: " + new string('[', 25) + new string(']', 25)).HasNot(FileRules.TooDeep);
        ManifestSamples.Plus("deep: " + new string('[', 40) + new string(']', 40)).Single(FileRules.TooDeep);
    }

    [Fact]
    public void The_number_of_items_is_bounded()
    {
        ManifestSamples.Plus("many: [" + string.Join(',', Enumerable.Repeat("a", 9_000)) + "]").HasNot(FileRules.TooMuch);
        ManifestSamples.Plus("many: [" + string.Join(',', Enumerable.Repeat("a", 10_000)) + "]").Single(FileRules.TooMuch);
    }

    [Fact]
    public void Unknown_fields_are_stored_as_written_and_never_an_error()
    {
        var reading = ManifestSamples.Plus("compliance:\n  notes: |\n    one\n    two\n# end\nauthor: Me");

        var unknown = Assert.Single(reading.Manifest!.Unknown);
        Assert.Equal(("extension.compliance", 12), (unknown.Path, unknown.Line));
        Assert.Equal("    notes: |\n      one\n      two", unknown.Value);
        Assert.Equal(FindingLevel.Info, reading.Single(FileRules.UnknownField).Level);
    }

    [Theory]
    [InlineData("author: 2024-01-01", "2024-01-01")]
    [InlineData("author: 1.10", "1.10")]
    [InlineData("author: yes", "yes")]
    public void Text_that_YAML_takes_for_something_else_keeps_its_spelling(string line, string expected)
    {
        var reading = ManifestSamples.Plus(line);

        Assert.Contains($"\"{expected}\"", reading.Single(FileRules.NeedsQuotes).Fix, StringComparison.Ordinal);
        Assert.Equal(expected, reading.Manifest!.Author);
    }

    [Fact]
    public void A_quoted_number_or_flag_is_understood_with_a_warning()
    {
        var reading = ManifestSamples.Plus("hooks: [{ event: issue.created, timeout: \"8000\", required: \"true\" }]");

        Assert.Equal(2, reading.Findings.Count(finding => finding.Id == FileRules.QuotedValue.Id));
        Assert.Equal((8000, true), (reading.Manifest!.Hooks[0].Timeout!.Value, reading.Manifest.Hooks[0].IsGuard));
    }

    [Theory]
    [InlineData("tags: { a: b }")]
    [InlineData("author: [a]")]
    [InlineData("contributes: [a]")]
    [InlineData("hooks: [{ event: a, timeout: soon }]")]
    [InlineData("hooks: [{ event: a, retries: 1.5 }]")]
    [InlineData("? [a, b]\n: c")]
    public void A_value_of_the_wrong_kind_is_an_error(string lines) => ManifestSamples.Plus(lines).Single(FileRules.WrongKind);

    [Fact]
    public void Characters_that_turn_text_around_are_shown() =>
        Assert.Contains("U+202E", ManifestSamples.Plus("author: \"abc\u202Edef\"").Single(FileRules.HiddenCharacter).Message, StringComparison.Ordinal);

    [Fact]
    public void A_field_at_the_root_is_reported_and_stored()
    {
        var reading = ManifestSamples.Read(ManifestSamples.Clean + "\nhooks: [issue.created]\n");

        reading.Single(FileRules.Misplaced);
        Assert.Equal("hooks", Assert.Single(reading.Manifest!.Unknown).Path);
    }

    [Fact]
    public void Thousands_of_findings_are_cut_with_a_word_about_it()
    {
        var reading = ManifestSamples.Plus(string.Join('\n', Enumerable.Range(0, 2_000).Select(number => $"x{number}: 1")));

        Assert.InRange(reading.Findings.Count, 300, 310);
        reading.Single(FileRules.TooManyFindings);
    }
}
