from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0014_words_to_rows")]

    operations = [migrations.RemoveField("item", "labels")]
