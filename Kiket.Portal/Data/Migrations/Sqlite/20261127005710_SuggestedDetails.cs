using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Kiket.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SuggestedDetails : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Suggested",
                table: "Submissions",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Suggested",
                table: "Submissions");
        }
    }
}
